using Carter;
using Dapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>DELETE /jobs/{job_id}/results: stops a queued or running job; no effect on others. Results that were published before stay.</summary>
static class CancelJob
{
    internal sealed record Request(string UserId, string JobId) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapDelete("/jobs/{job_id}/results",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id), ct);
                return Results.NoContent();
            });
    }

    internal sealed class Handler(NpgsqlDataSource db, RunLedger ledger, TimeProvider clock) : IRequestHandler<Request, Unit>
    {
        // Two statements: the second must see a run that was queued while the first waited for the job's row.
        const string Cancel = """
            UPDATE jobs
            SET status = CASE WHEN status = 'running' AND EXISTS (SELECT 1 FROM job_assets a WHERE a.job_id = jobs.id) THEN 'canceled' ELSE 'created' END,
                updated = @now,
                unpublished = CASE WHEN EXISTS (SELECT 1 FROM job_assets a WHERE a.job_id = jobs.id
                    AND a.run_id = jobs.current_run) THEN @until ELSE unpublished END
            WHERE id = @JobId AND user_id = @UserId AND status IN ('queued', 'running')
            RETURNING current_run
            """;

        const string EndRun = $"""
            WITH run AS (
                UPDATE job_runs
                SET state = 'canceled', finished_at = @now
                WHERE id = @runId AND state IN ('queued', 'running')
            ), entry AS (
                INSERT INTO job_logs (job_id, run_id, time, level, message)
                SELECT id, current_run, @now, {JobLog.Info}, 'Canceled by the user.'
                FROM jobs
                WHERE id = @JobId AND {JobLog.WantsInfo}
            )
            SELECT pg_notify('{RunQueue.CanceledChannel}', @runId::text), pg_notify('{RunQueue.QueuedChannel}', '')
            """;

        const string Exists = "SELECT true FROM jobs WHERE id = @JobId AND user_id = @UserId";

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            await using var connection = await db.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var runId = await connection.QuerySingleOrDefaultAsync<long?>(
                new CommandDefinition(Cancel, new { request.JobId, request.UserId, now, until = ledger.KeptUntil(now) }, transaction,
                    cancellationToken: cancellationToken));
            if (runId is not null)
                await connection.ExecuteAsync(
                    new CommandDefinition(EndRun, new { request.JobId, runId, now }, transaction, cancellationToken: cancellationToken));
            else if (await connection.QuerySingleOrDefaultAsync<bool?>(
                new CommandDefinition(Exists, request, transaction, cancellationToken: cancellationToken)) is null)
                throw OpenEoException.JobNotFound(request.JobId);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
