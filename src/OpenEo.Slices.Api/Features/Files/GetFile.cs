using Carter;
using MediatR;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Files;

/// <summary>GET and HEAD /files/{path}: a file of the user's, or ranges of it.</summary>
static class GetFile
{
    internal sealed record Request(string UserId, string Path) : IRequest<Response>;

    /// <summary>The content, open, and what is known of it.</summary>
    public sealed record Response(Stream Content, string Checksum, DateTime Modified);

    static readonly FileExtensionContentTypeProvider MediaTypes = new()
    {
        Mappings =
        {
            [".geojson"] = "application/geo+json",
            [".gpkg"] = "application/geopackage+sqlite3",
            [".nc"] = "application/x-netcdf",
            [".parquet"] = "application/vnd.apache.parquet",
            [".tif"] = "image/tiff",
            [".tiff"] = "image/tiff",
        },
    };

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapMethods("/files/{**path}", ["GET", "HEAD"],
            async (CurrentUser user, HttpContext context, AddressSettings addresses, IMediator mediator, CancellationToken ct) =>
            {
                var path = FilePaths.Of(context, addresses);
                var file = await mediator.Send(new Request(user.Id, path), ct);
                // It may be anything: browsers must neither guess nor show it as a page of ours.
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers.CacheControl = "private, no-cache";
                return Results.File(file.Content, MediaTypes.TryGetContentType(path, out var type) ? type : "application/octet-stream", Path.GetFileName(path),
                    new DateTimeOffset(file.Modified, TimeSpan.Zero), new EntityTagHeaderValue($"\"{file.Checksum}\""), enableRangeProcessing: true);
            });
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files) : IRequestHandler<Request, Response>
    {
        const string Select = "SELECT blob, checksum, modified FROM user_files WHERE user_id = @UserId AND path = @Path";

        // '0' is the character after '/'.
        sealed record Row(string Blob, string Checksum, DateTime Modified);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            // Replaced between the look at the row and the look at the content: then there is another row.
            for (var attempt = 1; await db.FindAsync<Row>(Select, request, cancellationToken) is { } row; attempt++)
            {
                try
                {
                    return new Response(new FileStream(files.FullPath(row.Blob), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                        1 << 16, FileOptions.Asynchronous), row.Checksum, row.Modified);
                }
                catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    if (attempt == 5) throw new OpenEoException(FaultCodes.StorageFailure, $"The content of '{request.Path}' is missing on the server.", e);
                }
            }
            throw await db.FindAsync<bool?>(UserFiles.SelectIsFolder, request, cancellationToken) is null
                ? new OpenEoException(FaultCodes.FileNotFound, ("file", request.Path))
                : new OpenEoException(ErrorCodes.FileOperationUnsupported, $"'{request.Path}' is a folder; only files can be downloaded.");
        }
    }
}
