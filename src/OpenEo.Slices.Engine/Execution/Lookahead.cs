using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Has what will be read from web servers fetched before it is needed, many requests at a time, while the threads compute: for a list of steps in the order
/// in which they will be done, at most <paramref name="mostBytes"/> ahead of them.
/// </summary>
/// <param name="rasters">Fetches.</param>
/// <param name="steps">What each step reads.</param>
/// <param name="mostBytes">Bytes that have been asked for and not been used.</param>
sealed class Lookahead(IRasterLibrary rasters, IReadOnlyList<Func<IEnumerable<RasterRead>>> steps, long mostBytes) : IDisposable
{
    // Each waits for a server when a file is opened; later only the requests are on their way.
    const int Openers = 48;

    readonly Lock gate = new();
    readonly ManualResetEventSlim room = new(initialState: true);
    readonly CancellationTokenSource over = new();
    readonly long[] ahead = new long[steps.Count];
    readonly bool[] done = new bool[steps.Count];
    Task? running;
    long bytes;

    /// <summary>Begins, if there is anything that is not on this machine.</summary>
    public Lookahead Begin()
    {
        if (steps.Any(step => step().Any(read => rasters.IsRemote(read.Location))))
            running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return this;
    }

    /// <summary>A step has been done: what was fetched for it makes room.</summary>
    public void Done(int step)
    {
        if (running is null) return;
        lock (gate)
        {
            done[step] = true;
            bytes -= ahead[step];
            ahead[step] = 0;
            if (bytes < mostBytes) room.Set();
        }
    }

    public void Dispose()
    {
        over.Cancel();
        running?.Wait();
        over.Dispose();
        room.Dispose();
    }

    void Run()
    {
        try
        {
            for (var step = 0; step < steps.Count; step++)
            {
                room.Wait(over.Token);
                var current = step;
                var fetched = 0L;
                Parallel.ForEach(steps[step]().Where(read => rasters.IsRemote(read.Location)).GroupBy(read => read.Location),
                    new ParallelOptions { MaxDegreeOfParallelism = Openers, CancellationToken = over.Token },
                    reads => Interlocked.Add(ref fetched, rasters.Foresee([.. reads])));
                lock (gate)
                {
                    if (done[current]) continue;
                    ahead[current] = fetched;
                    bytes += fetched;
                    if (bytes >= mostBytes) room.Reset();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (e is AggregateException or RasterException)
        {
            // Whoever reads it says so, with the place in the graph.
        }
    }
}
