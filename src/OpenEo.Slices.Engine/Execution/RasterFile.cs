using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>A raster file that is being written: its sink, opened by the first window, and statistics of each window and band.</summary>
sealed class RasterFile(FilePlan plan, string path, IRasterLibrary rasters, BlockPool pool, IRunLog log) : IDisposable
{
    readonly Statistics[][] statistics = new Statistics[plan.Windows.Count][];
    readonly Lock opening = new();
    readonly Recoding? recoding = plan.Stored is { } stored ? new Recoding(plan.Cube!.Schema, stored) : null;
    IRasterSink? sink;
    int written;

    CubeSchema Schema => plan.Stored ?? plan.Cube!.Schema;

    public void Write(int window, Block block)
    {
        if (recoding is null)
        {
            Put(window, block);
            return;
        }
        using var recoded = pool.Rent(Schema.Element, block.Shape);
        recoding.Convert(block, recoded);
        Put(window, recoded);
    }

    void Put(int window, Block block)
    {
        lock (opening)
            if (sink is null) Storing.Do(plan, path, () => sink = Open());
        statistics[window] = [.. Bands(block).Select(band => Statistics.Of(band, Schema.NoData))];
        Storing.Do(plan, path, () => sink!.Write(plan.Windows[window], block));
    }

    IRasterSink Open()
    {
        try
        {
            var target = new RasterTarget(path, plan.Format, Schema, plan.Options) { Tags = Tags(), BandTags = BandTags.Others(plan.BandTags) };
            return RasterTexts.Create(target, rasters) ?? rasters.Create(target);
        }
        catch (ArgumentException unfit)
        {
            throw new ProcessGraphException(new Fault(FaultCodes.FormatUnsuitable, unfit.Message, plan.Node, "options"));
        }
    }

    Dictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["title"] = plan.Name };
        foreach (var (name, text) in plan.Tags) tags[name] = text;
        return tags;
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
        Storing.Do(plan, path, () => sink!.Complete(shown));
        if (recoding?.Told() is { } told) log.Log(LogSeverity.Warning, $"{plan.Name}: {told}", plan.Node);
        var names = bands.Count > 0 ? bands : ["data"];
        return new OutputFile(plan.Name, plan.Format, plan.MediaType, new FileInfo(path).Length, Multihash.OfFile(path))
        {
            Grid = Schema.Grid,
            Bounds = BoundsOf(Schema.Grid),
            Interval = plan.Interval,
            Bands = [.. names.Select((name, i) => Band(name, shown[i]))],
            CubeDimensions = OutputFormats.CubeDimensions(plan.Labels ?? Schema).ToJsonString(),
            DerivedFrom = plan.Cube!.FindSources(),
        };
    }

    // A grid may reach out of what its projection can show: no reason to lose the file.
    BoundingBox? BoundsOf(Grid? grid)
    {
        try
        {
            return grid?.Crs is { } crs ? rasters.Transform(grid.Bounds, crs, SpatialExtent.Degrees) : null;
        }
        catch (RasterException)
        {
            return null;
        }
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
