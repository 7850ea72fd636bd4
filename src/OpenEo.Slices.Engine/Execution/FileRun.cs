using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Writes the files of a plan: one list of windows over all files, taken in order by all threads. A file starts with its first window and is completed by
/// whichever thread computed its last.
/// </summary>
sealed class FileRun(IReadOnlyList<FilePlan> plans, string folder, IRasterLibrary rasters, EngineOptions options, IRunObserver observer)
{
    readonly OutputFile?[] done = new OutputFile?[plans.Count];
    int computed;

    int Planned => plans.Sum(plan => Math.Max(plan.Windows.Count, 1));

    public IReadOnlyList<OutputFile> Run(CancellationToken cancellation)
    {
        using var pool = new BlockPool();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var open = plans.Select(plan => plan.Cube is null ? null : new RasterFile(plan, Path.Combine(folder, plan.Name), rasters)).ToArray();
        try
        {
            observer.Progress(0, Planned);
            for (var i = 0; i < plans.Count; i++)
                if (plans[i].Value is { } value) done[i] = Json(plans[i], value, pool, cancellation);
            var tasks = plans.SelectMany((plan, file) => Enumerable.Range(0, plan.Windows.Count).Select(window => (file, window))).ToList();
            var next = -1;
            Parallel.For(0, Math.Min(options.Threads, tasks.Count), new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, _ =>
            {
                for (var i = Interlocked.Increment(ref next); i < tasks.Count && !stop.IsCancellationRequested; i = Interlocked.Increment(ref next))
                    Compute(tasks[i].file, tasks[i].window, open[tasks[i].file]!, pool, stop);
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

    void Compute(int index, int window, RasterFile file, BlockPool pool, CancellationTokenSource stop)
    {
        try
        {
            using (var block = WindowRunner.Read(plans[index].Cube!, plans[index].Windows[window], pool, stop.Token)) file.Write(window, block);
            if (file.IsLast()) observer.Completed(done[index] = file.Complete());
            observer.Progress(Interlocked.Increment(ref computed), Planned);
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    OutputFile Json(FilePlan plan, Value value, BlockPool pool, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, plan.Name);
        File.WriteAllText(path, JsonCubes.Write(value, pool, cancellation), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        observer.Progress(Interlocked.Increment(ref computed), Planned);
        var sources = (value as CubeValue)?.Cube.Sources ?? [];
        var file = new OutputFile(plan.Name, plan.Format, plan.MediaType, new FileInfo(path).Length, Multihash.OfFile(path)) { DerivedFrom = [.. sources] };
        observer.Completed(file);
        return file;
    }
}

/// <summary>A raster file that is being written: its sink, opened by the first window, and statistics of each window and band.</summary>
sealed class RasterFile(FilePlan plan, string path, IRasterLibrary rasters) : IDisposable
{
    readonly Statistics[][] statistics = new Statistics[plan.Windows.Count][];
    readonly Lock opening = new();
    IRasterSink? sink;
    int written;

    CubeSchema Schema => plan.Cube!.Schema;

    public void Write(int window, Block block)
    {
        lock (opening) sink ??= Open();
        statistics[window] = [.. Bands(block).Select(band => Statistics.Of(band, Schema.NoData))];
        sink.Write(plan.Windows[window], block);
    }

    IRasterSink Open()
    {
        try
        {
            return rasters.Create(new RasterTarget(path, plan.Format, Schema, plan.Options) { Tags = new Dictionary<string, string> { ["title"] = plan.Name } });
        }
        catch (ArgumentException unfit)
        {
            throw new ProcessGraphException(new Fault(FaultCodes.FormatUnsuitable, unfit.Message, plan.Node, "options"));
        }
    }

    /// <summary>True for exactly one caller: the one whose window was the last.</summary>
    public bool IsLast() => Interlocked.Increment(ref written) == plan.Windows.Count;

    public OutputFile Complete()
    {
        var bands = Schema.Find(DimensionType.Bands) is { } dimension ? dimension.Labels.Select(OutputFormats.Text).ToList() : [];
        var totals = Enumerable.Repeat(Statistics.None, Math.Max(bands.Count, 1)).ToArray();
        for (var window = 0; window < statistics.Length; window++)
        {
            var first = BandAxis < 0 ? 0 : plan.Windows[window].Start[BandAxis];
            for (var b = 0; b < statistics[window].Length; b++) totals[first + b] = totals[first + b].Join(statistics[window][b]);
        }
        var shown = totals.Select(total => total.ToBand()).ToList();
        sink!.Complete(shown);
        var names = bands.Count > 0 ? bands : ["data"];
        return new OutputFile(plan.Name, plan.Format, plan.MediaType, new FileInfo(path).Length, Multihash.OfFile(path))
        {
            Grid = Schema.Grid,
            Bounds = Schema.Grid is { Crs: { } crs } grid ? rasters.Transform(grid.Bounds, crs, "EPSG:4326") : null,
            Interval = plan.Interval,
            Bands = [.. names.Select((name, i) => Band(name, shown[i]))],
            CubeDimensions = OutputFormats.CubeDimensions(plan.Labels ?? Schema).ToJsonString(),
            DerivedFrom = [.. plan.Cube!.Sources],
        };
    }

    public void Dispose() => sink?.Dispose();

    int BandAxis => Schema.IndexOf(Schema.Find(DimensionType.Bands));

    OutputBand Band(string name, BandStatistics statistics)
    {
        var scale = Schema.Scales.GetValueOrDefault(name);
        return new OutputBand(name, Schema.Element.Name, Schema.NoData, statistics, scale?.Scale, scale?.Offset, scale?.Unit);
    }

    IEnumerable<Block> Bands(Block block)
    {
        if (BandAxis < 0) return [block];
        var whole = new Window(new int[block.Shape.Length], block.Shape);
        return Enumerable.Range(0, block.Shape[BandAxis]).Select(band => block.Slice(whole.With(BandAxis, band, 1)));
    }
}
