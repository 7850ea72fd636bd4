using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Takes runs from the queue and has them done: up to <c>Jobs:Parallel</c> (0 means that this service computes no batch jobs) at a time. Woken by
/// the database, and every two seconds in case a call went unheard. Also looks after runs whose workers have gone silent, and tidies up.
/// </summary>
sealed class Runner(
    RunQueue queue, RunLedger ledger, LocalRunner local, WorkerPool workers, JobSignals signals, Housekeeping housekeeping, ResultFiles results,
    JobSettings settings, IHostApplicationLifetime lifetime, ILogger<Runner> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim wake = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();   // the service starts to answer meanwhile
        workers.Warm();
        await Task.WhenAll(
            ForeverAsync("queue", ClaimAsync, lifetime.ApplicationStopping),   // earlier than the others: requests are still answered then
            ForeverAsync("listening", ListenAsync, stoppingToken),
            ForeverAsync("leases", LoseExpiredAsync, stoppingToken),
            ForeverAsync("housekeeping", housekeeping.RunAsync, stoppingToken));
    }

    async Task ClaimAsync(CancellationToken ct)
    {
        if (settings.Parallel == 0) await Task.Delay(Timeout.Infinite, ct);
        var free = new SemaphoreSlim(settings.Parallel);
        using var closing = new CancellationTokenSource();
        var running = new HashSet<Task>();
        try
        {
            while (true)
            {
                await free.WaitAsync(ct);
                var run = await NextAsync(ct);
                var task = RunAsync(run);
                running.RemoveWhere(done => done.IsCompleted);
                running.Add(task);
            }
        }
        finally
        {
            // What is nearly done may finish; the rest is handed back and goes on elsewhere, or here after the restart.
            var all = Task.WhenAll(running);
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(settings.DrainSeconds), CancellationToken.None));
            await closing.CancelAsync();
            await all;
        }

        async Task RunAsync(ClaimedRun run)
        {
            try
            {
                await local.RunAsync(run, closing.Token);
            }
            catch (Exception e)
            {
                log.LogError(e, "Job {Job}, run {Run}: the runner failed", run.JobId, run.RunId);
            }
            finally
            {
                free.Release();
            }
        }
    }

    async Task<ClaimedRun> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                // Not cancelled half-way: a claim that has been committed must be known to somebody.
                if (await queue.ClaimAsync(LocalRunner.Name, CancellationToken.None) is { } run) return run;
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("The queue cannot be read: {Reason}", e.Message);
            }
            await wake.WaitAsync(Interval, ct);
        }
    }

    async Task ListenAsync(CancellationToken ct) => await queue.ListenAsync((channel, payload) =>
    {
        if (channel == JobSignals.Channel) signals.Tell(payload);
        else if (channel == RunQueue.CanceledChannel && long.TryParse(payload, out var runId)) local.Cancel(runId);
        else if (wake.CurrentCount == 0) wake.Release();
    }, ct);

    async Task LoseExpiredAsync(CancellationToken ct)
    {
        foreach (var run in await queue.ListExpiredAsync(ct))
        {
            var lost = await ledger.LoseAsync(run, "it has not been heard of any more", onlyIfExpired: true, ct: ct);
            if (!lost) continue;
            log.LogWarning("Job {Job}, run {Run}: lease expired", run.JobId, run.RunId);
            await results.TidyAsync(run.JobId);   // its own service, which would, may be gone
        }
        await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(settings.LeaseSeconds / 4, 0.2, 5)), ct);
    }

    // One part that fails, because the database is away for a moment, neither ends the service nor the other parts.
    async Task ForeverAsync(string what, Func<CancellationToken, Task> part, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await part(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database comes and goes; anything else is worth a stack trace.
                if (e is NpgsqlException) log.LogWarning("The runner's {Part} failed and starts again: {Reason}", what, e.Message);
                else log.LogError(e, "The runner's {Part} failed and starts again", what);
                await Task.Delay(TimeSpan.FromSeconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
