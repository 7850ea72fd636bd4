using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Writes the files of a plan: one list of windows over all files, taken in order by all threads. A file starts with its first window and is completed by
/// whichever thread computed its last.
/// </summary>
sealed class FileRun(IReadOnlyList<FilePlan> plans, string folder, IRasterLibrary rasters, EngineOptions options, IRunObserver observer,
    KeptWindows kept, WindowKeys keys)
{
    readonly OutputFile?[] done = new OutputFile?[plans.Count];
    // What must be known before: statistics of geometries.
    readonly List<(StagedCube Stage, List<Window> Windows)> stages =
    [
        .. StageRun.Of(plans.Select(plan => plan.Cube ?? (plan.Value as CubeValue)?.Cube).OfType<RasterCube>())
            .Select(stage => (stage, StageRun.Windows(stage, options.OfAThread))),
    ];

    int computed;

    int Planned => plans.Sum(plan => Math.Max(plan.Windows.Count, 1)) + stages.Sum(stage => stage.Windows.Count);

    public IReadOnlyList<OutputFile> Run(CancellationToken cancellation)
    {
        using var pool = new BlockPool();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var open = plans.Select(plan => plan.Cube is null ? null : new RasterFile(plan, Path.Combine(folder, plan.Name), rasters, pool, observer)).ToArray();
        try
        {
            observer.Progress(0, Planned);
            foreach (var (stage, windows) in stages)
                StageRun.Run(stage, windows, rasters, options, pool, Passed, stop.Token);
            for (var i = 0; i < plans.Count; i++)
                if (plans[i].Value is { } value) done[i] = Json(plans[i], value, pool, cancellation);
            var batches = Batches();
            var steps = batches.Select(batch => new Func<IEnumerable<RasterRead>>(() => batch.Graph.Reads(WindowsOf(batch)))).ToList();
            using var lookahead = new Lookahead(rasters, steps, options.MostAhead, options.Threads).Begin();
            var next = -1;
            // Windows that cannot be cut as small as all threads would need them have fewer threads.
            var threads = options.ThreadsFor(plans.Max(plan => plan.WindowBytes));
            Parallel.For(0, Math.Min(threads, batches.Count), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
            {
                for (var i = Interlocked.Increment(ref next); i < batches.Count && !stop.IsCancellationRequested; i = Interlocked.Increment(ref next))
                {
                    Compute(batches[i], open, pool, Math.Max(1, options.Threads / batches.Count), stop);
                    lookahead.Done(i);
                }
            });
            cancellation.ThrowIfCancellationRequested();
            return [.. done.Select(file => file!)];
        }
        catch (AggregateException failures)
        {
            // The first failure stops the other threads, whose own cancellations say nothing.
            var all = failures.Flatten().InnerExceptions;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(all.FirstOrDefault(failure => failure is not OperationCanceledException) ?? all[0]);
            throw;
        }
        finally
        {
            foreach (var file in open) file?.Dispose();
        }
    }

    void Passed() => observer.Progress(Interlocked.Increment(ref computed), Planned);

    // Windows that are computed together: those of a group's files at the same place, else each one alone.
    List<Batch> Batches()
    {
        var batches = new List<Batch>();
        foreach (var files in Enumerable.Range(0, plans.Count).Where(i => plans[i].Cube is not null)
            .GroupBy(i => plans[i].Group is [var first, ..] ? first : plans[i].Name))
        {
            int[] members = [.. files];
            var graph = WindowGraph.Of([.. members.Select(file => plans[file].Cube!)]);
            var places = members.SelectMany(file => Enumerable.Range(0, plans[file].Windows.Count).Select(window => (File: file, Window: window)));
            batches.AddRange(members.Length == 1
                ? places.Select(place => new Batch(graph, [place]))
                : places.GroupBy(place => PlaceOf(plans[place.File], place.Window)).Select(group => new Batch(graph, [.. group])));
        }
        return batches;
    }

    Window[] WindowsOf(Batch batch) => [.. batch.Places.Select(place => plans[place.File].Windows[place.Window])];

    static (int X, int Y) PlaceOf(FilePlan plan, int window)
    {
        var schema = plan.Cube!.Schema;
        return (plan.Windows[window].Start[schema.IndexOf(schema.X)], plan.Windows[window].Start[schema.IndexOf(schema.Y)]);
    }

    void Compute(Batch batch, RasterFile?[] open, BlockPool pool, int threads, CancellationTokenSource stop)
    {
        try
        {
            var names = kept.IsOn ? keys.Of(batch.Graph, WindowsOf(batch)) : null;
            if (names is not null && TakeKept(batch, names, pool) is { } blocks)
            {
                for (var k = 0; k < blocks.Length; k++) Write(k, blocks[k]);
                return;
            }
            WindowRunner.Read(batch.Graph, WindowsOf(batch), pool, (k, block) =>
            {
                if (names is not null) kept.Add(names[k], block);
                Write(k, block);
            }, stop.Token, threads);
        }
        catch
        {
            stop.Cancel();
            throw;
        }

        void Write(int k, Block block)
        {
            var (index, window) = batch.Places[k];
            var file = open[index]!;
            using (block) file.Write(window, block);
            if (file.IsLast()) observer.Completed(done[index] = file.Complete());
            Passed();
        }
    }

    // All of a batch or none: what is computed together costs about as much for one as for all.
    Block[]? TakeKept(Batch batch, byte[][] names, BlockPool pool)
    {
        var (windows, blocks) = (WindowsOf(batch), new List<Block>());
        for (var k = 0; k < names.Length; k++)
        {
            if (kept.Take(names[k], plans[batch.Places[k].File].Cube!.Schema.Element, windows[k].Count, pool) is { } block)
            {
                blocks.Add(block);
                continue;
            }
            foreach (var taken in blocks) taken.Dispose();
            return null;
        }
        return [.. blocks];
    }

    OutputFile Json(FilePlan plan, Value value, BlockPool pool, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, plan.Name);
        if (value is CubeValue { Geometries: not null } vectors && plan.Format != "JSON")
        {
            var written = VectorFile.Write(plan, vectors.Cube, path, rasters, options, pool, observer, cancellation);
            Passed();
            observer.Completed(written);
            return written;
        }
        var text = JsonCubes.Write(value, rasters, pool, options, cancellation);
        Storing.DoAtOnce(plan, path, () => File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        Passed();
        var sources = (value as CubeValue)?.Cube.FindSources() ?? [];
        var file = new OutputFile(plan.Name, plan.Format, plan.MediaType, new FileInfo(path).Length, Multihash.OfFile(path)) { DerivedFrom = sources };
        observer.Completed(file);
        return file;
    }

    /// <summary>Windows of one file or of several, in the order of the graph's roots.</summary>
    sealed record Batch(WindowGraph Graph, (int File, int Window)[] Places);
}
