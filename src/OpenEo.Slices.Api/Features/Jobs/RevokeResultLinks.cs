using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// DELETE /jobs/{job_id}/results/links (not part of the API): makes all signed links to the job's results void. New ones are in the results again.
/// </summary>
static class RevokeResultLinks
{
    internal sealed record Request(string UserId, string JobId) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapDelete("/jobs/{job_id}/results/links",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id), ct);
                return Results.NoContent();
            }).ExcludeFromDescription();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Unit>
    {
        // The version is part of every signature.
        const string Revoke = "UPDATE jobs SET link_version = link_version + 1 WHERE id = @JobId AND user_id = @UserId";

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            if (await db.ExecuteAsync(Revoke, request, cancellationToken) == 0) throw OpenEoException.JobNotFound(request.JobId);
            return Unit.Value;
        }
    }
}
