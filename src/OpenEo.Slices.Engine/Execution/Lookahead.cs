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
            // The first step alone, so that it can begin; then more together, because what lies side by side in a file comes with one request.
            var together = 1;
            for (var first = 0; first < steps.Count;)
            {
                room.Wait(over.Token);
                var end = Math.Min(steps.Count, first + together);
                var each = Fetch(first, end) / (end - first);
                lock (gate)
                {
                    for (; first < end; first++)
                    {
                        if (done[first]) continue;
                        ahead[first] = each;
                        bytes += each;
                    }
                    if (bytes >= mostBytes) room.Reset();
                }
                together = (int)Math.Clamp(mostBytes / 2 / Math.Max(each, 1), 1, 2 * together);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (RasterException)
        {
            // Whoever reads it says so, with the place in the graph.
        }
    }

    // Asks for what steps read; gives its bytes. When a file is opened, its server is waited for; later only the requests are on their way.
    long Fetch(int first, int end)
    {
        var files = Enumerable.Range(first, end - first).SelectMany(step => steps[step]()).Where(read => rasters.IsRemote(read.Location))
            .GroupBy(read => read.Location).ToList();
        var fetched = 0L;
        ManyAtOnce.Do(files.Count, ManyAtOnce.Remote, i => Interlocked.Add(ref fetched, rasters.Foresee([.. files[i]])), over.Token);
        return fetched;
    }
}
