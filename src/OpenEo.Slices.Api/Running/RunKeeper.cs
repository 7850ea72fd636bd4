using System.Collections.Concurrent;
using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Looks after one claimed run: extends its lease, first while it waits for a worker and then whenever the worker has been heard of; stores progress, log
/// entries and files that are complete; and learns whether the run is still wanted. A worker that says nothing for <c>Jobs:LeaseSeconds</c> is killed.
/// </summary>
sealed class RunKeeper(ClaimedRun run, RunLedger ledger, ResultFiles results, TimeProvider clock, TimeSpan lease, CancellationTokenSource stop, ILogger log)
    : IDisposable
{
    // What a worker that floods us, or a database that is away for long, may cost in memory.
    const int MostWaiting = 20_000;

    readonly ConcurrentQueue<LogEntry> entries = new();
    readonly ConcurrentQueue<OutputFile> files = new();
    readonly SemaphoreSlim handing = new(1), woken = new(0);
    RentedWorker? worker;
    string folder = "";
    WorkerReply.Pulse? last;
    long heard;
    int dropped;

    /// <summary>How long the worker had said nothing when it was killed for that; null when it was not.</summary>
    public TimeSpan? Silence { get; private set; }

    /// <summary>The run has a worker, which writes into this folder.</summary>
    public void Begin(RentedWorker chosen, string place)
    {
        (worker, folder, heard) = (chosen, place, clock.GetTimestamp());
        last = new WorkerReply.Pulse(0, null, new RunUsage(0, 0, 0, 0));
        Log(LogSeverity.Info, $"Started, try {run.Tries}.");
    }

    /// <summary>The worker has done its part and is silent from now on; the run goes on without it.</summary>
    public void Computed() => worker = null;

    /// <summary>Takes what the worker tells.</summary>
    public void Hear(WorkerReply.News news)
    {
        heard = clock.GetTimestamp();
        switch (news)
        {
            case WorkerReply.Log entry:
                Add(entry.Entry);
                break;
            case WorkerReply.Completed completed:
                try
                {
                    files.Enqueue(Move(completed.File));
                }
                catch (Exception e)
                {
                    // Its name may be none, the folder not ours. Stated at the end, when it is missed.
                    log.LogWarning("Run {Run}: a file cannot be moved, {Reason}", run.RunId, e.Message);
                }
                break;
            case WorkerReply.Pulse pulse:
                last = pulse;
                if (woken.CurrentCount == 0) woken.Release();
                break;
        }
    }

    /// <summary>Adds an entry of the service.</summary>
    public void Log(LogSeverity severity, string message) => Add(new LogEntry(clock.GetUtcNow(), severity, message));

    /// <summary>Does so until told that the run is over. Stops the run when it is not ours any more.</summary>
    public async Task KeepAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (!await BeatAsync(over)) await stop.CancelAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                // The database may come back before the lease is over; until then the computation is worth going on.
                log.LogWarning("Run {Run}: no heartbeat, {Reason}", run.RunId, e.Message);
            }
            catch (Exception e)
            {
                // A run that nobody looks after could not be stopped any more.
                log.LogError(e, "Run {Run}: no heartbeat, its worker is ended", run.RunId);
                worker?.Kill();
            }
            await ((Task)woken.WaitAsync(lease / 3, over)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (worker is { } silent && clock.GetElapsedTime(heard) is var silence && silence > lease && !over.IsCancellationRequested)
            {
                Silence = silence;
                silent.Kill();
            }
        }
    }

    /// <summary>
    /// Hands over what was logged and completed since the last time, and keeps it for the next time when that fails. To one receiver after the other: what the
    /// heartbeat has begun to store must be there before the run ends, because nothing is stored for a run that has ended.
    /// </summary>
    public async Task<bool> HandOverAsync(Func<IReadOnlyList<LogEntry>, IReadOnlyList<OutputFile>, Task<bool>> receive, CancellationToken ct)
    {
        await handing.WaitAsync(ct);
        try
        {
            var (logged, complete) = (entries.ToArray(), files.ToArray());
            if (!await receive(logged, complete)) return false;
            foreach (var _ in logged) entries.TryDequeue(out var _);
            foreach (var _ in complete) files.TryDequeue(out var _);
            return true;
        }
        finally
        {
            handing.Release();
        }
    }

    /// <summary>Moves a complete file out of the worker's reach, to where it is served from, unless that has been done. Its size is what it is.</summary>
    public OutputFile Move(OutputFile complete) => complete with { Size = results.Take(folder, run.JobId, run.RunId, complete.Name) };

    /// <summary>The graph or its data are at fault, or it took too much: the job ends so, with the files that it has completed.</summary>
    public Task<bool> FailAsync(IReadOnlyList<Fault> faults) => HandOverAsync(
        async (logged, complete) => await ledger.ListAsync(run, complete, CancellationToken.None)
        && await ledger.FailAsync(run, faults, logged, CancellationToken.None), CancellationToken.None);

    public void Dispose()
    {
        handing.Dispose();
        woken.Dispose();
    }

    async Task<bool> BeatAsync(CancellationToken ct)
    {
        var now = worker;
        if (Interlocked.Exchange(ref last, null) is not { } pulse || now is null) return now is not null || await ledger.ExtendAsync(run, ct) > 0;
        try
        {
            return await ledger.BeatAsync(run, now.Pid, pulse.Done, pulse.Planned, pulse.Usage, ct) && await HandOverAsync(async (logged, complete) =>
                (logged.Count == 0 || await ledger.LogAsync(run, logged, ct)) && await ledger.ListAsync(run, complete, ct), ct);
        }
        catch
        {
            Interlocked.CompareExchange(ref last, pulse, null);
            throw;
        }
    }

    void Add(LogEntry entry)
    {
        if (entries.Count < MostWaiting) entries.Enqueue(entry);
        else if (Interlocked.Exchange(ref dropped, 1) == 0)
            entries.Enqueue(new LogEntry(clock.GetUtcNow(), LogSeverity.Warning, "Log entries come faster than they can be stored; some are left out."));
    }
}
