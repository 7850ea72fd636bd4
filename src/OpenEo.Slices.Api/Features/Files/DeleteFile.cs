using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Files;

/// <summary>DELETE /files/{path}. A run that reads the file at the moment may still finish or fail for it. Folders vanish with their last file.</summary>
static class DeleteFile
{
    internal sealed record Request(string UserId, string Path) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapDelete("/files/{**path}",
            async (CurrentUser user, HttpContext context, AddressSettings addresses, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, FilePaths.Of(context, addresses)), ct);
                return Results.NoContent();
            });
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files) : IRequestHandler<Request, Unit>
    {
        const string Delete = "DELETE FROM user_files WHERE user_id = @UserId AND path = @Path RETURNING blob";

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            if (await db.FindAsync<string>(Delete, request, cancellationToken) is { } blob)
            {
                files.Delete(blob);
                return Unit.Value;
            }
            throw await db.FindAsync<bool?>(UserFiles.SelectIsFolder, request, cancellationToken) is null
                ? new OpenEoException(FaultCodes.FileNotFound, ("file", request.Path))
                : new OpenEoException(ErrorCodes.FileOperationUnsupported, $"'{request.Path}' is a folder; delete its files one by one.");
        }
    }
}
