using System.Collections.Concurrent;
using Npgsql;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>Does claimed runs in worker processes of this machine.</summary>
sealed class LocalRunner(WorkerPool workers, RunLedger ledger, ResultFiles files, JobSettings settings, ILogger<LocalRunner> log)
{
    readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();

    /// <summary>What the runs' rows say about who does them.</summary>
    public const string Name = "local";

    /// <summary>Does one run to its end. A worker that dies on it is noted; the run is then queued again or given up.</summary>
    /// <param name="run">The run, claimed for this runner.</param>
    /// <param name="closing">The service stops: the run is handed back.</param>
    public async Task RunAsync(ClaimedRun run, CancellationToken closing)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(closing);
        running[run.RunId] = stop;
        using var waiting = new CancellationTokenSource();
        var keeping = KeepAsync(run, waiting.Token);
        try
        {
            var reply = await workers.SendAsync(new WorkerRequest.Run(run), null, pid =>
            {
                log.LogInformation("Job {Job}, run {Run}: worker {Pid}", run.JobId, run.RunId, pid);
                waiting.Cancel();
            }, stop.Token, run.ReadOptions().Memory);
            if (reply is WorkerReply.Faults { All: [var fault, ..] }) await LoseAsync(run, $"it reported {fault.Code}: {fault.Message}", counts: true);
            else if (closing.IsCancellationRequested) await LoseAsync(run, "the service stopped", counts: false);
        }
        catch (WorkerLostException e) when (e.Outgrown)
        {
            await ledger.FailAsync(run,
                [new Fault(FaultCodes.MemoryExceeded, $"The worker was stopped: {e.Message}. Use a smaller extent or a coarser resolution.")], [],
                CancellationToken.None);
            await files.DeleteUnlistedAsync(run.JobId, run.RunId);
        }
        catch (WorkerLostException e)
        {
            await LoseAsync(run, e.Message, counts: !closing.IsCancellationRequested);
        }
        catch (OperationCanceledException)
        {
            // Cancelled before a worker had it. If by the user, the run is not ours any more and this changes nothing.
            await LoseAsync(run, "the service stopped", counts: false);
        }
        finally
        {
            running.TryRemove(run.RunId, out _);
            await waiting.CancelAsync();
            await keeping;
        }
    }

    /// <summary>The user does not want the run any more; does nothing when it is not here.</summary>
    public void Cancel(long runId)
    {
        if (!running.TryGetValue(runId, out var stop)) return;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    // Until a worker extends the lease itself: a busy machine may take its time to start one.
    async Task KeepAsync(ClaimedRun run, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(settings.Lease / 3, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!ct.IsCancellationRequested) await ledger.ExtendAsync(run, ct);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
            {
                // The next one may succeed; without any, the run is somebody else's to find.
            }
        }
    }

    async Task LoseAsync(ClaimedRun run, string reason, bool counts)
    {
        if (await ledger.LoseAsync(run, reason, counts)) log.LogWarning("Job {Job}, run {Run}: worker lost, {Reason}", run.JobId, run.RunId, reason);
        await files.DeleteUnlistedAsync(run.JobId, run.RunId);
    }
}
