using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Has what will be read from web servers fetched before it is needed, many requests at a time, while the threads compute: for a list of steps in the order
/// in which they will be done, at most <paramref name="mostBytes"/> ahead of them, but always for those that are next.
/// </summary>
/// <param name="rasters">Fetches.</param>
/// <param name="steps">What each step reads.</param>
/// <param name="mostBytes">Bytes that have been asked for and not been used.</param>
/// <param name="threads">Steps that are done at one time.</param>
sealed class Lookahead(IRasterLibrary rasters, IReadOnlyList<Func<IEnumerable<RasterRead>>> steps, long mostBytes, int threads) : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    readonly Lock gate = new();
    readonly CancellationTokenSource over = new();
    readonly long[] ahead = new long[steps.Count];
    readonly bool[] done = new bool[steps.Count];
    Task? running;
    long bytes;
    int finished;

    /// <summary>Begins. Whether there is anything that is not on this machine is looked for meanwhile: nobody waits for it.</summary>
    public Lookahead Begin()
    {
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
            finished++;
            bytes -= ahead[step];
            ahead[step] = 0;
        }
    }

    public void Dispose()
    {
        over.Cancel();
        running?.Wait();
        over.Dispose();
    }

    void Run()
    {
        try
        {
            // The first step alone, so that it can begin; then more together, because what lies side by side in a file comes with one request.
            var together = 1;
            for (var first = 0; first < steps.Count;)
            {
                while (!MayFetch(first))
                    if (over.Token.WaitHandle.WaitOne(Pause)) return;
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
                }
                together = (int)Math.Clamp(mostBytes / 2 / Math.Max(each, 1), 1, 2 * together);
            }
        }
        catch (Exception)
        {
            // Whatever it is: whoever reads it says so, with the place in the graph.
        }
    }

    // Asks for what steps read; gives its bytes. When a file is opened, its server is waited for; later only the requests are on their way.
    long Fetch(int first, int end)
    {
        var files = Enumerable.Range(first, end - first).SelectMany(step => steps[step]()).Where(IsRemote)
            .GroupBy(read => read.Location).ToList();
        var fetched = 0L;
        ManyAtOnce.Open(files.Count, ManyAtOnce.Openings, i => rasters.Expect(files[i].Key), i =>
        {
            // Of a step that needs more than the memory has, the rest comes while its beginning is read.
            while (!rasters.HasRoom && !over.Token.WaitHandle.WaitOne(Pause) && !IsDone(first, end))
            {
            }
            if (!over.IsCancellationRequested) Interlocked.Add(ref fetched, rasters.Foresee([.. files[i]]));
        }, over.Token);
        return fetched;
    }

    bool IsRemote(RasterRead read)
    {
        over.Token.ThrowIfCancellationRequested();
        return rasters.IsRemote(read.Location);
    }

    bool MayFetch(int step)
    {
        lock (gate) return bytes < mostBytes || step < finished + threads;
    }

    bool IsDone(int first, int end)
    {
        lock (gate) return done.AsSpan(first, end - first).IndexOf(false) < 0;
    }
}
