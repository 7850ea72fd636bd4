using System.Text.Json;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// POST /jobs/{job_id}/results: queues a job as a new run. No effect while it is queued or running. Earlier results stay until the new run has better ones.
/// </summary>
static class StartJob
{
    internal sealed record Request(string UserId, string JobId) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPost("/jobs/{job_id}/results",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id), ct);
                return Results.StatusCode(StatusCodes.Status202Accepted);
            });
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files, DefaultOptions defaults, Billing billing, TimeProvider clock)
        : IRequestHandler<Request, Unit>
    {
        const string Select = "SELECT process FROM jobs WHERE id = @JobId AND user_id = @UserId";

        const string Queue = $"""
            WITH next AS (
                SELECT nextval(pg_get_serial_sequence('job_runs', 'id')) AS id
            ), job AS (
                UPDATE jobs
                SET status = 'queued', queued = @now, started = NULL, updated = @now, attempts = attempts + 1, current_run = next.id,
                    unpublished = CASE WHEN published_run IS NOT NULL THEN unpublished END
                FROM next
                WHERE jobs.id = @JobId AND jobs.user_id = @UserId AND jobs.status IN ('created', 'finished', 'error', 'canceled')
                RETURNING jobs.id, jobs.user_id, jobs.current_run, jobs.attempts, jobs.log_level, jobs.published_run
            ), partial AS (
                -- What an unsuccessful run has left goes; what a successful one has published stays until there is better.
                DELETE FROM job_assets USING job
                WHERE job_assets.job_id = job.id AND job_assets.run_id IS DISTINCT FROM job.published_run
            ), run AS (
                -- The order of the queue is by one clock, whichever replica is asked.
                INSERT INTO job_runs (id, job_id, user_id, attempt, queued_at, default_options)
                SELECT current_run, id, user_id, attempts, clock_timestamp(), @options::json
                FROM job
            ), entry AS (
                INSERT INTO job_logs (job_id, run_id, time, level, message)
                SELECT id, current_run, @now, {JobLog.Info}, 'Queued.'
                FROM job
                WHERE {JobLog.WantsInfo}
            )
            SELECT pg_notify('{RunQueue.QueuedChannel}', '')
            FROM job
            """;

        sealed record Job(JsonElement Process);

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            var job = await db.FindAsync<Job>(Select, request, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            await billing.DemandCreditAsync(db, request.UserId, cancellationToken);
            // Results count too: without room there is nothing to be gained by computing.
            if (await db.FindAsync<long>(UserFiles.SelectUsed, request, cancellationToken) >= files.Quota) throw files.Exceeded();
            var found = await defaults.FindAsync(request.UserId, job.Process, cancellationToken);
            var options = found.Count == 0 ? null : JsonSerializer.Serialize(found, Json.Options);
            await db.ExecuteAsync(Queue, new { request.JobId, request.UserId, options, now = clock.GetUtcNow() }, cancellationToken);
            return Unit.Value;
        }
    }
}
