using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Worker processes, a few of them (<c>Workers:Warm</c>) started in advance so that nothing waits for a process. A worker that has done something for a user
/// works for nobody else: what a hostile file may have made of it stays with whoever named the file. Those that a rush has added stay until nobody has
/// needed them for <c>Workers:RestSeconds</c>. A worker serves one request at a time and is replaced after <c>Workers:MaxRuns</c> requests or when it rests
/// on more than <c>Workers:IdleMemory</c> bytes. One that takes more than <c>Workers:MemoryLimit</c> bytes is killed.
/// </summary>
sealed class WorkerPool : IAsyncDisposable
{
    // Those that rest, the one that has rested longest first; without an owner: new ones, which may still be starting.
    readonly List<(Task<WorkerProcess> Worker, string? Owner)> resting = [];
    readonly Lock gate = new();
    readonly CancellationTokenSource closing = new();
    readonly Task thinning;
    readonly WorkerSlots slots;
    readonly WorkerEnvironment environment;
    readonly ILogger<WorkerPool> log;
    readonly int size, maximumRuns;
    readonly TimeSpan rest;
    readonly long idleMemory, memoryLimit;
    readonly CageMode cage;

    // The fewest that have rested at once since the last look: so many were not needed.
    int fewest;

    /// <summary>Starts nothing yet: see <see cref="Warm"/>.</summary>
    public WorkerPool(WorkerSettings settings, WorkerSlots slots, WorkerEnvironment environment, ILogger<WorkerPool> log)
    {
        (this.log, this.slots, this.environment) = (log, slots, environment);
        size = settings.Warm;
        maximumRuns = settings.MaxRuns;
        cage = settings.Cage;
        rest = TimeSpan.FromSeconds(settings.RestSeconds);
        idleMemory = settings.IdleMemory;
        memoryLimit = settings.MemoryLimit ?? ProcessMemory.DefaultLimit;
        thinning = ThinOutAsync();
    }

    /// <summary>What the first worker that came up said of its cage; null before.</summary>
    public CageReport? Cage { get; private set; }

    /// <summary>Starts workers in advance.</summary>
    public void Warm()
    {
        lock (gate)
            while (resting.Count < size) resting.Add((StartAsync(), null));
    }

    /// <summary>A worker for one request. Starts one when none rests that this user may have.</summary>
    /// <param name="owner">The user; null for all who are not logged in together.</param>
    /// <param name="ct">Nobody needs it any more; one that is starting is kept for others.</param>
    /// <exception cref="WorkerLostException">None could be started.</exception>
    public async Task<RentedWorker> RentAsync(string? owner, CancellationToken ct = default)
    {
        owner ??= "";
        while (Take(owner) is { } start)
        {
            try
            {
                var worker = await UpAsync(start);
                if (worker.IsAlive) return Rent(worker);
                await worker.DisposeAsync();
            }
            catch (Exception e) when (e is WorkerLostException or IOException)
            {
                // In advance, and a while ago: it may be possible now.
                log.LogWarning("A worker did not start: {Reason}", e.Message);
            }
        }
        return Rent(await UpAsync(StartAsync()));

        async Task<WorkerProcess> UpAsync(Task<WorkerProcess> start)
        {
            try
            {
                return await start.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // One of his own is up already.
                lock (gate) resting.Add((start, null));
                throw;
            }
        }

        RentedWorker Rent(WorkerProcess worker) => new(worker, () => ReturnAsync(worker, owner));
    }

    /// <summary>Ends all idle workers; those at work end with their request or with this process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested) return;
        await closing.CancelAsync();
        await thinning;
        await EndAsync(Remove(_ => true, int.MaxValue));
    }

    // The one that was used last; of new ones, one that is up before one that still starts.
    Task<WorkerProcess>? Take(string owner)
    {
        lock (gate)
        {
            var found = resting.FindLastIndex(one => one.Owner == owner);
            if (found < 0) found = resting.FindIndex(one => one.Owner is null && one.Worker.IsCompleted);
            if (found < 0) found = resting.FindIndex(one => one.Owner is null);
            if (found < 0) return null;
            var (worker, whose) = resting[found];
            resting.RemoveAt(found);
            // Only for the last new one: while others rest, nobody waits for a process.
            if (whose is null && size > 0 && !resting.Exists(one => one.Owner is null) && !closing.IsCancellationRequested) resting.Add((StartAsync(), null));
            fewest = Math.Min(fewest, resting.Count);
            return worker;
        }
    }

    async ValueTask ReturnAsync(WorkerProcess worker, string owner)
    {
        if (closing.IsCancellationRequested || !worker.IsAlive || !worker.IsIdle || worker.Answered >= maximumRuns || worker.Memory >= idleMemory)
        {
            await worker.DisposeAsync();
            return;
        }
        worker.Slot.Clear();
        lock (gate) resting.Add((Task.FromResult(worker), owner));
        // As many users come one after the other, as many workers would rest; those of the same user may be needed again at once.
        var used = Count(one => one.Owner is not null);
        await EndAsync(Remove(one => one.Owner is not null && one.Owner != owner, used - Math.Max(size, 1)));
    }

    async Task ThinOutAsync()
    {
        using var timer = new PeriodicTimer(rest);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                var surplus = Math.Min(fewest, Count(_ => true)) - size;
                // New ones are for everybody; the others first.
                var used = Remove(one => one.Owner is not null, surplus);
                await EndAsync(used);
                await EndAsync(Remove(_ => true, surplus - used.Count));
                fewest = Count(_ => true);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    int Count(Predicate<(Task<WorkerProcess> Worker, string? Owner)> which)
    {
        lock (gate) return resting.Count(one => which(one));
    }

    List<Task<WorkerProcess>> Remove(Predicate<(Task<WorkerProcess> Worker, string? Owner)> which, int most)
    {
        var removed = new List<Task<WorkerProcess>>();
        lock (gate)
        {
            for (var i = 0; i < resting.Count && removed.Count < most;)
            {
                if (!which(resting[i])) i++;
                else
                {
                    removed.Add(resting[i].Worker);
                    resting.RemoveAt(i);
                }
            }
        }
        return removed;
    }

    static async Task EndAsync(List<Task<WorkerProcess>> workers)
    {
        foreach (var start in workers)
        {
            try
            {
                await (await start).DisposeAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or WorkerLostException or IOException)
            {
            }
        }
    }

    // Without what flows from the request that happens to need it: the worker's words are not logged under another user's trace.
    Task<WorkerProcess> StartAsync()
    {
        using IDisposable? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return Task.Run(StartOneAsync);
    }

    async Task<WorkerProcess> StartOneAsync()
    {
        WorkerProcess worker;
        try
        {
            worker = await WorkerProcess.StartAsync(environment, slots.Create(), memoryLimit, log, closing.Token);
        }
        catch (Exception e) when (e is not (OperationCanceledException or WorkerLostException))
        {
            // No descriptors, no memory: not told to users, who can do nothing about it.
            log.LogError(e, "A worker cannot be started");
            if (DiskSpace.IsFull(e)) throw;
            throw new WorkerLostException("it could not be started");
        }
        Tell(worker.Cage);
        if (cage != CageMode.Required || worker.Cage.IsWhole) return worker;
        await worker.DisposeAsync();
        throw new WorkerLostException($"it could not be shut off from {string.Join("; ", worker.Cage.Missing)}");
    }

    void Tell(CageReport report)
    {
        lock (gate)
        {
            if (Cage is not null) return;
            Cage = report;
        }
        if (report.InForce.Count > 0) log.LogInformation("Workers are shut off: {InForce}", string.Join(", ", report.InForce));
        if (!report.IsWhole) log.LogWarning("Workers are NOT shut off from {Missing}", string.Join("; ", report.Missing));
    }
}
