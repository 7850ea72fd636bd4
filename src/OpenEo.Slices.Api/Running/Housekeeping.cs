using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>Throws away what nobody needs any more. Each replica does all of it; what another one has done already is no error.</summary>
sealed class Housekeeping(WorkerSlots slots, ResultFiles results, UserFiles files, Workspaces workspaces, IdempotencyKeys keys, NpgsqlDataSource db,
    TimeProvider clock, HousekeepingSettings settings, SyncSettings sync)
{
    const string DeleteOldLogs = "DELETE FROM sync_requests WHERE created < @before";

    // A job that runs again gets new results, or keeps these until it has failed.
    const string Unpublish = $"""
        WITH due AS (
            SELECT id
            FROM jobs
            WHERE unpublished < @now AND status NOT IN ('queued', 'running') AND EXISTS (SELECT 1 FROM job_assets a WHERE a.job_id = jobs.id)
            LIMIT 100
            FOR UPDATE SKIP LOCKED
        ), job AS (
            UPDATE jobs
            SET published_run = NULL, updated = @now
            FROM due
            WHERE jobs.id = due.id
            RETURNING jobs.id, jobs.current_run, jobs.log_level, jobs.unpublished
        ), gone AS (
            DELETE FROM job_assets USING job
            WHERE job_assets.job_id = job.id
            RETURNING job_assets.job_id, job_assets.run_id
        ), entry AS (
            INSERT INTO job_logs (job_id, run_id, time, level, message)
            SELECT id, current_run, @now, {JobLog.Info}, 'The results have been deleted: they were kept until '
                || to_char(unpublished AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '.'
            FROM job
            WHERE {JobLog.WantsInfo}
        )
        SELECT DISTINCT job_id, run_id
        FROM gone
        """;

    sealed record Run(string JobId, long RunId);

    readonly TimeSpan interval = TimeSpan.FromMinutes(settings.Minutes);
    readonly TimeSpan logAge = TimeSpan.FromDays(sync.LogDays);

    /// <summary>Tidies up, and waits until it is time to do so again.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await SweepAsync(ct);
        await Task.Delay(interval, ct);
    }

    /// <summary>Deletes expired results, files that no row names, old idempotency keys and old logs of synchronous requests.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await UnpublishAsync(ct);
        slots.Sweep();
        await results.SweepAsync(ct);
        await files.SweepAsync(ct);
        workspaces.Sweep();
        await keys.SweepAsync(ct);
        await db.ExecuteAsync(DeleteOldLogs, new { before = clock.GetUtcNow() - logAge }, ct);
    }

    async Task UnpublishAsync(CancellationToken ct)
    {
        while (await db.ListAsync<Run>(Unpublish, new { now = clock.GetUtcNow() }, ct) is { Count: > 0 } runs)
            foreach (var run in runs) await results.TidyAsync(run.JobId);
    }
}
