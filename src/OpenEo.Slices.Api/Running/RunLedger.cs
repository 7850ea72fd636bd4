using System.Globalization;
using Dapper;
using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// What becomes of a claimed run. Each method is one transaction that first checks, with the job's row locked, that the caller still owns the run; when
/// not (cancelled, deleted, given to another worker), it changes nothing and returns false.
/// </summary>
sealed class RunLedger(NpgsqlDataSource db, TimeProvider clock, JobSettings settings, ResultSettings results)
{
    const string Heartbeat = """
        UPDATE job_runs
        SET heartbeat_at = clock_timestamp(), lease_until = clock_timestamp() + @Lease, reference = @process, windows_done = @done, windows_planned = @planned,
            cpu_seconds = @CpuSeconds, duration_seconds = @DurationSeconds, peak_memory_bytes = @PeakMemoryBytes, memory_mb_seconds = @MemoryMbSeconds
        WHERE id = @RunId AND state = 'running' AND worker_id = @Worker
        """;

    const string Extend = """
        UPDATE job_runs
        SET lease_until = clock_timestamp() + @Lease
        WHERE id = @RunId AND state = 'running' AND worker_id = @Worker
        """;

    const string Own = """
        SELECT true
        FROM jobs j
        JOIN job_runs r ON r.id = j.current_run
        WHERE j.id = @JobId AND r.id = @RunId AND j.status = 'running' AND r.state = 'running' AND r.worker_id = @Worker
        FOR NO KEY UPDATE OF j
        """;

    // What the run has completed is kept as partial results, for as long as results are; what an earlier run has published goes with them.
    const string EndJob = """
        UPDATE jobs
        SET status = @status, updated = @now, costs = 0,
            unpublished = CASE WHEN EXISTS (SELECT 1 FROM job_assets a WHERE a.job_id = jobs.id AND a.run_id = @RunId) THEN @until ELSE unpublished END
        WHERE id = @JobId
        """;

    const string EndRun = """
        UPDATE job_runs
        SET state = @state, finished_at = @now, error_code = @code, error_message = @message
        WHERE id = @RunId
        """;

    const string Publish =
        "UPDATE jobs SET status = 'finished', updated = @now, costs = @costs, published_run = @RunId, unpublished = @until WHERE id = @JobId";

    const string Charge = "UPDATE users SET credit = credit - @costs WHERE id = @UserId";

    const string FinishRun = """
        UPDATE job_runs
        SET state = 'finished', finished_at = @now, windows_done = coalesce(windows_planned, windows_done), cpu_seconds = @CpuSeconds,
            duration_seconds = @DurationSeconds,
            peak_memory_bytes = @PeakMemoryBytes, memory_mb_seconds = @MemoryMbSeconds, input_pixels = @pixels, output_bytes = @bytes
        WHERE id = @RunId
        """;

    const string DeleteOldAssets = "DELETE FROM job_assets WHERE job_id = @JobId AND run_id <> @RunId";

    const string InsertAsset = """
        INSERT INTO job_assets (job_id, run_id, name, path, media_type, roles, size, checksum, metadata, created)
        VALUES (@JobId, @RunId, @Name, @path, @MediaType, '{data}', @Size, @Checksum, @metadata::json, @now)
        ON CONFLICT DO NOTHING
        """;

    const string DeleteAssets = "DELETE FROM job_assets WHERE run_id = @RunId AND job_id = @JobId";

    const string InsertLog = $"""
        INSERT INTO job_logs (job_id, run_id, time, level, code, message, path, data)
        SELECT @JobId, @RunId, @Time, @Level, @Code, @Message, @path::json, @Data::json
        FROM jobs
        WHERE id = @JobId AND @Level <= {JobLog.Lowest}
        """;

    const string SelectState = """
        SELECT r.windows_done, r.windows_planned, r.peak_memory_bytes, r.worker_id = @Worker AND r.lease_until < clock_timestamp() AS expired
        FROM job_runs r
        WHERE r.id = @RunId
        """;

    const string Requeue = """
        WITH again AS (
            INSERT INTO job_runs (job_id, user_id, attempt, tries, queued_at, default_options)
            SELECT job_id, user_id, attempt + 1, @tries, queued_at, default_options
            FROM job_runs
            WHERE id = @RunId
            RETURNING id, attempt
        )
        UPDATE jobs SET status = 'queued', started = NULL, updated = @now, current_run = again.id, attempts = again.attempt
        FROM again
        WHERE jobs.id = @JobId
        """;

    static readonly string Wake = $"SELECT pg_notify('{RunQueue.QueuedChannel}', '')";

    // Zero: for ever.
    readonly TimeSpan kept = TimeSpan.FromDays(results.Days);

    sealed record State(int WindowsDone, int? WindowsPlanned, long? PeakMemoryBytes, bool Expired);

    /// <summary>Until when the results of a run that ends now are kept: <c>Results:Days</c>; null is for ever.</summary>
    public DateTimeOffset? KeptUntil(DateTimeOffset now) => kept > TimeSpan.Zero ? now + kept : null;

    /// <summary>Extends the lease of a run that waits for its worker.</summary>
    public Task<int> ExtendAsync(ClaimedRun run, CancellationToken ct) => db.ExecuteAsync(Extend, new { run.RunId, run.Worker, settings.Lease }, ct);

    /// <summary>Extends the lease and stores progress and usage; false when the run is not the caller's any more and must stop.</summary>
    public async Task<bool> BeatAsync(ClaimedRun run, int worker, int done, int? planned, RunUsage usage, CancellationToken ct) =>
        await db.ExecuteAsync(Heartbeat, new
        {
            run.RunId,
            run.Worker,
            process = worker.ToString(CultureInfo.InvariantCulture),
            done,
            planned,
            settings.Lease,
            usage.CpuSeconds,
            usage.DurationSeconds,
            usage.PeakMemoryBytes,
            usage.MemoryMbSeconds,
        }, ct) > 0;

    /// <summary>Stores log entries; those below the job's level are dropped.</summary>
    public Task<bool> LogAsync(ClaimedRun run, IReadOnlyList<LogEntry> entries, CancellationToken ct) =>
        WhenOwnedAsync(run, (connection, transaction) => LogAsync(connection, transaction, run, entries), ct);

    /// <summary>Lists files that are complete while the run goes on; as partial results they may be had at once.</summary>
    public Task<bool> ListAsync(ClaimedRun run, IReadOnlyList<OutputFile> complete, CancellationToken ct) =>
        complete.Count == 0 ? Task.FromResult(true) : WhenOwnedAsync(run, (connection, transaction) => ListAsync(connection, transaction, run, complete), ct);

    /// <summary>The results are there: status <c>finished</c>, assets, usage and the last log entries, all or nothing. Older results leave the list.</summary>
    public Task<bool> PublishAsync(ClaimedRun run, IReadOnlyList<OutputFile> files, long inputPixels, RunUsage usage, double costs,
        IReadOnlyList<LogEntry> entries, CancellationToken ct) =>
        WhenOwnedAsync(run, async (connection, transaction) =>
        {
            var now = clock.GetUtcNow();
            await connection.ExecuteAsync(Publish, new { run.JobId, run.RunId, costs, now, until = KeptUntil(now) }, transaction);
            if (costs > 0) await connection.ExecuteAsync(Charge, new { run.UserId, costs }, transaction);
            await connection.ExecuteAsync(FinishRun, new
            {
                run.RunId,
                now,
                usage.CpuSeconds,
                usage.DurationSeconds,
                usage.PeakMemoryBytes,
                usage.MemoryMbSeconds,
                pixels = inputPixels,
                bytes = files.Sum(file => file.Size),
            }, transaction);
            await connection.ExecuteAsync(DeleteOldAssets, new { run.JobId, run.RunId }, transaction);
            await ListAsync(connection, transaction, run, files);
            await LogAsync(connection, transaction, run, entries);
            await connection.ExecuteAsync(Wake, transaction: transaction);
        }, ct);

    /// <summary>The graph or the data are at fault: status <c>error</c>, one log entry for each fault.</summary>
    public Task<bool> FailAsync(ClaimedRun run, IReadOnlyList<Fault> faults, IReadOnlyList<LogEntry> before, CancellationToken ct) =>
        WhenOwnedAsync(run, (connection, transaction) => FailAsync(connection, transaction, run, RunState.Error, faults, before), ct);

    /// <summary>
    /// The worker is gone. The job is queued again, or, after <c>Jobs:MaxTries</c> workers, ends as <c>error</c>. A run that was handed back
    /// in good order (<paramref name="counts"/> false) does not use up a try. With <paramref name="onlyIfExpired"/>, nothing happens to a run whose
    /// worker has been heard of again.
    /// </summary>
    public Task<bool> LoseAsync(ClaimedRun run, string reason, bool counts = true, bool onlyIfExpired = false, CancellationToken ct = default) =>
        WhenOwnedAsync(run, async (connection, transaction) =>
        {
            var state = await connection.QuerySingleAsync<State>(SelectState, new { run.RunId, run.Worker }, transaction);
            if (onlyIfExpired && !state.Expired) return;
            var message = $"The worker was lost: {reason}{Describe(state)}.";
            var tries = Math.Min(settings.MaxTries, (run.ReadOptions().Retries ?? settings.MaxTries) + 1);
            if (counts && run.Tries >= tries)
            {
                await FailAsync(connection, transaction, run, RunState.Lost,
                    [new Fault(FaultCodes.WorkerLost, $"{message} This was try {run.Tries} of {tries}; the job is given up.")], []);
                return;
            }
            var now = clock.GetUtcNow();
            await connection.ExecuteAsync(EndRun, new { run.RunId, now, state = RunState.Lost, code = FaultCodes.WorkerLost, message }, transaction);
            await connection.ExecuteAsync(DeleteAssets, run, transaction);   // the next worker makes them anew
            await connection.ExecuteAsync(Requeue, new { run.RunId, run.JobId, now, tries = counts ? run.Tries + 1 : run.Tries }, transaction);
            await LogAsync(connection, transaction, run,
                [new LogEntry(now, LogSeverity.Warning, $"{message} The job is queued again.", Code: FaultCodes.WorkerLost)]);
            await connection.ExecuteAsync(Wake, transaction: transaction);
        }, ct);

    async Task FailAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ClaimedRun run, string state, IReadOnlyList<Fault> faults,
        IReadOnlyList<LogEntry> before)
    {
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(EndJob, new { run.JobId, run.RunId, now, status = JobStatus.Error, until = KeptUntil(now) }, transaction);
        await connection.ExecuteAsync(EndRun, new { run.RunId, now, state, code = faults[0].Code, message = faults[0].Message }, transaction);
        await LogAsync(connection, transaction, run,
            [.. before, .. faults.Select(fault => new LogEntry(now, LogSeverity.Error, fault.Message, fault.Node, fault.Code))]);
        await connection.ExecuteAsync(Wake, transaction: transaction);
    }

    Task<int> ListAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ClaimedRun run, IReadOnlyList<OutputFile> complete) =>
        connection.ExecuteAsync(InsertAsset, complete.Select(file => new
        {
            run.JobId,
            run.RunId,
            file.Name,
            path = ResultFiles.RelativePath(run.JobId, run.RunId, file.Name),
            file.MediaType,
            file.Size,
            file.Checksum,
            metadata = AssetMetadata.Write(file),
            now = clock.GetUtcNow(),
        }), transaction);

    static Task<int> LogAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ClaimedRun run, IReadOnlyList<LogEntry> entries) =>
        connection.ExecuteAsync(InsertLog, entries.Select(entry => new
        {
            run.JobId,
            run.RunId,
            entry.Time,
            entry.Level,
            Code = entry.Code?.Replace('\0', ' '),
            Message = entry.Message.Replace('\0', ' '),
            path = entry.PathJson(),
            entry.Data,   // JSON may spell a zero byte: the column is json, not jsonb
        }), transaction);

    async Task<bool> WhenOwnedAsync(ClaimedRun run, Func<NpgsqlConnection, NpgsqlTransaction, Task> action, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(Own, run, transaction, cancellationToken: ct)) is null) return false;
        await action(connection, transaction);
        await transaction.CommitAsync(ct);
        return true;
    }

    static string Describe(State state)
    {
        var progress = state.WindowsPlanned is { } planned ? $", after {state.WindowsDone} of {planned} windows" : "";
        return state.PeakMemoryBytes is { } peak ? $"{progress}, with {peak >> 20} MiB of memory at most" : progress;
    }
}
