using System.Collections.Concurrent;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Worker processes, a few of them (<c>Workers:Warm</c>) started in advance so that nothing waits for a process. Those that a rush has added stay until nobody
/// has needed them for <c>Workers:RestSeconds</c>. A worker serves one request at a time and is replaced after <c>Workers:MaxRuns</c> requests or when it
/// rests on more than <c>Workers:IdleMemory</c> bytes. One that takes more than <c>Workers:MemoryLimit</c> bytes is killed.
/// </summary>
sealed class WorkerPool : IAsyncDisposable
{
    readonly ConcurrentQueue<Task<WorkerProcess>> warm = new();
    readonly CancellationTokenSource closing = new();
    readonly Task thinning;
    readonly WorkerEnvironment environment;
    readonly ILogger<WorkerPool> log;
    readonly int size, maximumRuns;
    readonly TimeSpan rest;
    readonly long idleMemory, memoryLimit;
    readonly CageMode cage;

    // The fewest that have rested at once since the last look: so many were not needed.
    int fewest;
    int told;

    /// <summary>Starts nothing yet: see <see cref="Warm()"/>.</summary>
    public WorkerPool(WorkerSettings settings, WorkerEnvironment environment, ILogger<WorkerPool> log)
    {
        (this.log, this.environment) = (log, environment);
        size = settings.Warm;
        maximumRuns = settings.MaxRuns;
        cage = settings.Cage;
        rest = TimeSpan.FromSeconds(settings.RestSeconds);
        idleMemory = settings.IdleMemory;
        memoryLimit = settings.MemoryLimit ?? ProcessMemory.DefaultLimit;
        thinning = ThinOutAsync();
    }

    /// <summary>Starts workers in advance.</summary>
    public void Warm() => Warm(size);

    /// <summary>Sends a request to a free worker. See <see cref="WorkerProcess.SendAsync"/> for cancelling.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="log">Told of log entries.</param>
    /// <param name="chosen">Told which process does it.</param>
    /// <param name="ct">Stops the worker's work, within three seconds even if the worker does not listen.</param>
    /// <param name="memory">Most bytes that the worker may use for it, when that is less than what a worker may use at all.</param>
    /// <exception cref="WorkerLostException">The worker died on it.</exception>
    public async Task<WorkerReply> SendAsync(WorkerRequest request, Action<LogEntry>? log, Action<int>? chosen, CancellationToken ct, long? memory = null)
    {
        var worker = await RentAsync();
        try
        {
            chosen?.Invoke(worker.Pid);
            ct.ThrowIfCancellationRequested();
            return await worker.SendAsync(request, log, TimeSpan.FromSeconds(3), ct, memory);
        }
        finally
        {
            await ReturnAsync(worker);
        }
    }

    /// <summary>Ends all idle workers; those at work end with their request or with this process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested) return;
        await closing.CancelAsync();
        await thinning;
        while (warm.TryDequeue(out var start)) await EndAsync(start);
    }

    void Warm(int count)
    {
        while (warm.Count < Math.Min(count, size) && !closing.IsCancellationRequested) warm.Enqueue(StartAsync());
    }

    async Task<WorkerProcess> RentAsync()
    {
        while (Take() is { } start)
        {
            // Only when the last one is taken: while others rest, nobody waits for a process.
            if (warm.IsEmpty) Warm(1);
            fewest = Math.Min(fewest, warm.Count);
            try
            {
                var worker = await start;
                if (worker.IsAlive) return worker;
                await worker.DisposeAsync();
            }
            catch (WorkerLostException e)
            {
                log.LogWarning("A worker did not start: {Reason}", e.Message);
            }
        }
        return await StartAsync();
    }

    // One that is up comes before one that still starts.
    Task<WorkerProcess>? Take()
    {
        for (var others = warm.Count - 1; others > 0 && warm.TryDequeue(out var start); others--)
        {
            if (start.IsCompleted) return start;
            warm.Enqueue(start);
        }
        return warm.TryDequeue(out var last) ? last : null;
    }

    async Task ReturnAsync(WorkerProcess worker)
    {
        if (!closing.IsCancellationRequested && worker.IsAlive && worker.IsIdle && worker.Answered < maximumRuns && worker.Memory < idleMemory)
            warm.Enqueue(Task.FromResult(worker));
        else
            await worker.DisposeAsync();
    }

    async Task ThinOutAsync()
    {
        using var timer = new PeriodicTimer(rest);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                for (var surplus = Math.Min(fewest, warm.Count) - size; surplus > 0 && warm.TryDequeue(out var start); surplus--) await EndAsync(start);
                fewest = warm.Count;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    static async Task EndAsync(Task<WorkerProcess> start)
    {
        try
        {
            await (await start).DisposeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerLostException)
        {
        }
    }

    Task<WorkerProcess> StartAsync() => Task.Run(async () =>
    {
        var worker = await WorkerProcess.StartAsync(environment, memoryLimit, log, closing.Token);
        if (Interlocked.Exchange(ref told, 1) == 0) Tell(worker.Cage);
        if (cage != CageMode.Required || worker.Cage.IsWhole) return worker;
        await worker.DisposeAsync();
        throw new WorkerLostException($"it could not be shut off from {string.Join("; ", worker.Cage.Missing)}");
    });

    void Tell(CageReport report)
    {
        if (report.InForce.Count > 0) log.LogInformation("Workers are shut off: {InForce}", string.Join(", ", report.InForce));
        if (!report.IsWhole) log.LogWarning("Workers are NOT shut off from {Missing}", string.Join("; ", report.Missing));
    }
}
