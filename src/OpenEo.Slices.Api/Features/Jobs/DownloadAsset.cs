using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// GET and HEAD /jobs/{job_id}/results/assets/{run}/{name}: a result file or ranges of it, by signed link. A login is neither needed nor looked at.
/// </summary>
static class DownloadAsset
{
    internal sealed record Request(int LinkVersion, string JobId, long Run, string Name) : IRequest<Response>;

    /// <summary>Where the file is and what it is.</summary>
    public sealed record Response(string Path, string MediaType, string Checksum, DateTime Created);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapMethods("/jobs/{job_id}/results/assets/{run:long}/{name}", ["GET", "HEAD"],
            async ([FromRoute(Name = "job_id")] string id, long run, string name, HttpContext context, SignedLinks signed, IMediator mediator,
                CancellationToken ct) =>
            {
                var link = await signed.VerifyAsync(context.Request, $"/jobs/{id}/results/assets/{run}/{Uri.EscapeDataString(name)}", "", ct)
                    ?? throw new OpenEoException(ErrorCodes.AuthenticationRequired, "Use the signed link that the job's results give.");
                var file = await mediator.Send(new Request(link.Version, id, run, name), ct);
                // A run's file never changes. Browsers must not guess that it is a page.
                context.Response.Headers.CacheControl = "private, max-age=3600";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.File(file.Path, file.MediaType, lastModified: new DateTimeOffset(file.Created, TimeSpan.Zero),
                    entityTag: new EntityTagHeaderValue($"\"{file.Checksum}\""), enableRangeProcessing: true);
            }).ExcludeFromDescription().DisableRateLimiting();   // map viewers read a file in hundreds of ranges
    }

    internal sealed class Handler(NpgsqlDataSource db, ResultFiles files) : IRequestHandler<Request, Response>
    {
        const string SelectJob = "SELECT link_version = @LinkVersion FROM jobs WHERE id = @JobId";

        // A good signature stands for the owner. What is listed can be had, of a run that goes on as well.
        const string Select = """
            SELECT a.path, a.media_type, a.checksum, a.created
            FROM job_assets a
            JOIN jobs j ON j.id = a.job_id
            WHERE a.job_id = @JobId AND a.run_id = @Run AND a.name = @Name AND j.link_version = @LinkVersion
            """;

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var row = await db.FindAsync<Response>(Select, request, cancellationToken);
            if (row is not null && files.FullPath(row.Path) is var path && File.Exists(path)) return row with { Path = path };
            throw await db.FindAsync<bool?>(SelectJob, request, cancellationToken) switch
            {
                null => OpenEoException.JobNotFound(request.JobId),
                false => SignedLinks.Forged(),
                true => new OpenEoException(FaultCodes.FileNotFound, ("file", request.Name)),
            };
        }
    }
}
