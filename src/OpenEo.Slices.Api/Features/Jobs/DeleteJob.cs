using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>DELETE /jobs/{job_id}: removes a job with its logs and results, and stops it when it runs.</summary>
static class DeleteJob
{
    internal sealed record Request(string UserId, string JobId) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapDelete("/jobs/{job_id}",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id), ct);
                return Results.NoContent();
            });
    }

    internal sealed class Handler(NpgsqlDataSource db, ResultFiles files) : IRequestHandler<Request, Unit>
    {
        // The worker that may be at it is told, and would find out by its next heartbeat anyway. Its free place wakes the queue.
        const string Delete = $"""
            WITH job AS (
                DELETE FROM jobs
                WHERE id = @JobId AND user_id = @UserId
                RETURNING id, coalesce(current_run, 0) AS run_id
            )
            SELECT id
            FROM job, LATERAL (SELECT pg_notify('{RunQueue.CanceledChannel}', run_id::text), pg_notify('{RunQueue.QueuedChannel}', '')) AS told
            """;

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            var id = await db.FindAsync<string>(Delete, request, cancellationToken);
            files.DeleteJob(id ?? throw OpenEoException.JobNotFound(request.JobId));
            return Unit.Value;
        }
    }
}
