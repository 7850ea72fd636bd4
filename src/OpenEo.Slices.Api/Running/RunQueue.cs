using Dapper;
using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// The queue of runs, in the database. Fair: the user with the fewest running jobs comes first, then the oldest run; above <c>Jobs:PerUser</c> running
/// jobs a user's runs wait. Every statement locks the job before the run, so that users' requests and workers never block each other in a circle.
/// </summary>
sealed class RunQueue(NpgsqlDataSource db, TimeProvider clock, JobSettings settings)
{
    /// <summary>Notification channel: something was queued, or a place became free.</summary>
    public const string QueuedChannel = "openeo_queued";

    /// <summary>Notification channel: the run whose number is the payload is not wanted any more.</summary>
    public const string CanceledChannel = "openeo_canceled";

    // Claims of all replicas one after the other, or two of them could both take a user's last free place.
    const string Lock = "SELECT pg_advisory_xact_lock(7308332)";

    // The run of "next" becomes the worker's, and its job runs; never before it was queued, whatever the clocks of two replicas say.
    const string Give = """
        job AS (
            UPDATE jobs
            SET status = 'running', started = greatest(@now, jobs.queued), updated = greatest(@now, jobs.queued)
            FROM next
            WHERE jobs.id = next.job_id
        )
        UPDATE job_runs r
        SET state = 'running', runner = @runner, worker_id = @worker, started_at = @now, heartbeat_at = clock_timestamp(),
            lease_until = clock_timestamp() + @Lease
        FROM next
        WHERE r.id = next.id
        RETURNING r.id AS run_id, r.job_id, r.user_id, r.worker_id AS worker, r.tries, next.extra::text AS extra, r.default_options::text AS defaults
        """;

    // Not the whole queue: from each user who waits to the next one by the index, and of each a few, in case that somebody holds the first.
    internal const string Claim = $"""
        WITH RECURSIVE waiting AS (
            (SELECT user_id FROM job_runs WHERE state = 'queued' ORDER BY user_id LIMIT 1)
            UNION ALL
            SELECT (SELECT r.user_id FROM job_runs r WHERE r.state = 'queued' AND r.user_id > w.user_id ORDER BY r.user_id LIMIT 1)
            FROM waiting w
            WHERE w.user_id IS NOT NULL
        ), busy AS (
            SELECT user_id, count(*) AS running
            FROM job_runs
            WHERE state = 'running'
            GROUP BY user_id
        ), first AS (
            SELECT oldest.id, oldest.queued_at, coalesce(b.running, 0) AS running
            FROM waiting w
            LEFT JOIN busy b ON b.user_id = w.user_id
            CROSS JOIN LATERAL (
                SELECT r.id, r.queued_at
                FROM job_runs r
                WHERE r.state = 'queued' AND r.user_id = w.user_id
                ORDER BY r.queued_at, r.id
                LIMIT 8
            ) oldest
            WHERE coalesce(b.running, 0) < @PerUser
        ), next AS (
            SELECT r.id, r.job_id, j.extra
            FROM first
            JOIN job_runs r ON r.id = first.id AND r.state = 'queued'
            JOIN jobs j ON j.id = r.job_id AND j.current_run = r.id AND j.status = 'queued'
            ORDER BY first.running, first.queued_at, first.id
            LIMIT 1
            FOR NO KEY UPDATE OF j, r SKIP LOCKED
        ), {Give}
        """;

    const string Take = $"""
        WITH next AS (
            SELECT r.id, r.job_id, j.extra
            FROM job_runs r
            JOIN jobs j ON j.id = r.job_id AND j.current_run = r.id AND j.status = 'queued'
            WHERE r.id = @runId AND r.state = 'queued'
            FOR NO KEY UPDATE OF j, r
        ), {Give}
        """;

    const string SelectExpired = """
        SELECT r.id AS run_id, r.job_id, r.user_id, r.worker_id AS worker, r.tries, j.extra::text AS extra, r.default_options::text AS defaults
        FROM job_runs r
        JOIN jobs j ON j.id = r.job_id
        WHERE r.state = 'running' AND r.lease_until < clock_timestamp()
        """;

    /// <summary>Takes the run that is next, or null when there is none. Its job is <c>running</c> from now on.</summary>
    public async Task<ClaimedRun?> ClaimAsync(string runner, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(Lock, transaction: transaction, cancellationToken: ct));
        var parameters = new { settings.PerUser, runner, worker = NewWorker(), now = clock.GetUtcNow(), settings.Lease };
        var run = await connection.QuerySingleOrDefaultAsync<ClaimedRun>(new CommandDefinition(Claim, parameters, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return run;
    }

    /// <summary>Takes one queued run by its number, for workers that an outer system starts; null when it is not queued.</summary>
    public Task<ClaimedRun?> TakeAsync(long runId, string runner, CancellationToken ct) =>
        db.FindAsync<ClaimedRun>(Take, new { runId, runner, worker = NewWorker(), now = clock.GetUtcNow(), settings.Lease }, ct);

    /// <summary>Runs whose worker has not been heard of for longer than its lease.</summary>
    public Task<IReadOnlyList<ClaimedRun>> ListExpiredAsync(CancellationToken ct) => db.ListAsync<ClaimedRun>(SelectExpired, null, ct);

    /// <summary>
    /// Listens on all channels until cancelled and tells of each notification: channel and payload. Also tells once it has begun to listen (with an empty
    /// channel), because what came before went unheard.
    /// </summary>
    public async Task ListenAsync(Action<string, string> heard, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        connection.Notification += (_, notification) => heard(notification.Channel, notification.Payload);
        await connection.ExecuteAsync(
            new CommandDefinition($"LISTEN {QueuedChannel}; LISTEN {CanceledChannel}; LISTEN {JobSignals.Channel}", cancellationToken: ct));
        try
        {
            heard("", "");
            while (true) await connection.WaitAsync(ct);
        }
        finally
        {
            // The pool does not reset connections: one that still listens would be handed to somebody else.
            NpgsqlConnection.ClearPool(connection);
        }
    }

    // Unique for each claim, not for each process: a run that was lost and claimed again by the same service has another owner.
    static string NewWorker() => $"{Environment.MachineName}-{Guid.NewGuid():N}"[..Math.Min(Environment.MachineName.Length + 13, 60)];
}
