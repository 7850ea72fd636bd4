using System.Diagnostics.CodeAnalysis;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Asks files for what their metadata do not say, and compares the two.</summary>
/// <param name="library">Reads headers, and says of which item a file is that cannot be read.</param>
/// <param name="policy">Which files may be read.</param>
/// <param name="log">Told what the metadata did not say; null for nobody.</param>
/// <param name="invalid">The fault of a parameter for a reason.</param>
sealed class SourceHeaders(SourceFiles library, LocationPolicy policy, IRunLog? log, Func<string, string, ProcessGraphException> invalid)
{
    // Up to so many files are opened to compare them with their metadata before anything is computed; more are compared when they are read.
    const int MostCompared = 100;

    readonly AssetChoice files = new(library, policy, log);

    readonly HashSet<(string, string)> told = [];

    /// <summary>A raster of a band, and when and where along further dimensions it is, as its file says; null when the file does not say when.</summary>
    public sealed record Layer(DateTimeOffset? Time, IReadOnlyList<(string Dimension, Value Label)> Places, SourceRaster Raster);

    /// <summary>Assets of which nobody says which bands they have: one file of each tells. The same items with what was found.</summary>
    public IReadOnlyList<StacItem> Opened(IReadOnlyList<StacItem> items, IReadOnlyList<string>? wanted)
    {
        foreach (var sample in items.SelectMany(item => item.Bands).Where(band => !band.IsDeclared).DistinctBy(band => band.Asset).ToList())
        {
            if (wanted is null ? !sample.IsOffered : !wanted.Contains(sample.Asset) && wanted.All(name => items.Any(item => item.Bands.Any(
                band => band.IsDeclared && (band.Name == name || band.CommonName == name || band.Asset == name))))) continue;
            var bands = BandsIn(sample, items.First(item => item.Bands.Contains(sample)).Id);
            if (bands.Count == 0) continue;
            items = [.. items.Select(item => item with
            {
                Bands = [.. item.Bands.SelectMany(band => band.IsDeclared || band.Asset != sample.Asset ? [band]
                    : bands.Select((one, i) => band with
                    {
                        Name = one.Name, Number = i + 1, Scale = one.Scale, IsDeclared = true, IsOffered = band.IsOffered && one.IsMain,
                    }))],
            })];
        }
        return items;
    }

    // Of an image with one band the asset's name is better than none; variables have names of their own.
    List<(string Name, BandScale? Scale, bool IsMain)> BandsIn(StacBand band, string item)
    {
        RasterInfo info;
        try
        {
            info = files.Open(band, item).Info;
        }
        catch (Exception e) when (e is RasterException or ProcessGraphException)
        {
            return [];   // whoever reads it says so
        }
        if (info.HasLayers) return Variables(info);
        var bands = info.Bands.Where(one => !one.IsAlpha).ToList();
        if (bands.Count < 2) return [];
        return bands.All(one => one.Name is not null) && bands.Select(one => one.Name).Distinct().Count() == bands.Count
            ? [.. bands.Select(one => (one.Name!, band.Scale, true))] : [.. bands.Select((_, i) => ($"{band.Asset}_{i + 1}", band.Scale, true))];
    }

    /// <summary>
    /// The bands of a file with layers, with their scales, and whether they have as many dimensions as any: a mask without time among series is loaded
    /// when it is
    /// asked for.
    /// </summary>
    public static List<(string Name, BandScale? Scale, bool IsMain)> Variables(RasterInfo info)
    {
        var layers = info.Bands.Where(layer => !layer.IsLeftOut).GroupBy(layer => layer.Name!).Select(band => band.First()).ToList();
        if (layers.Count == 0) return [];
        var most = layers.Max(Dimensions);
        return [.. layers.Select(layer => (layer.Name!, SourceRaster.ScaleOf(layer), Dimensions(layer) == most))];

        static int Dimensions(RasterBand layer) => layer.Places.Count + (layer.Time is null ? 0 : 1);
    }

    /// <summary>The layers by item and band; none where an item has no such band.</summary>
    public Layer[][][] Ask(IReadOnlyList<StacItem> items, List<BandSearch.Found> bands)
    {
        var layers = items.Select(_ => new Layer[bands.Count][]).ToArray();
        var asksAll = items.Count * bands.Count <= MostCompared;
        var doubted = bands.ConvertAll(band => asksAll || IsDoubted(items, band));
        var isRemote = items.Any(item => item.Bands.Any(band => LocationPolicy.IsRemote(band.Href)));
        ManyAtOnce.Open(items.Count * bands.Count, isRemote ? ManyAtOnce.Openings : Environment.ProcessorCount, n =>
        {
            var (i, b) = (n / bands.Count, n % bands.Count);
            if (bands[b].Bands[i] is { } band && (doubted[b] || !IsKnown(band, out _, out _, out _))) files.Expect(band);
        }, n =>
        {
            var (i, b) = (n / bands.Count, n % bands.Count);
            layers[i][b] = bands[b].Bands[i] is { } band ? Ask(band, items[i], doubted[b]) : [];
        });
        return layers;
    }

    // Whether the metadata say all that the header would.
    bool IsKnown(StacBand band, [NotNullWhen(true)] out Grid? grid, out ElementType element, out double noData)
    {
        (grid, element, noData) = (band.Grid, band.Element ?? default, 0);
        if (grid is null || band.Element is null || !band.NoDataKnown || library.MayHaveLayers(new(band.Href, band.MediaType))) return false;
        if (Fit(element, band.NoData) is not { } known) return false;
        noData = known;
        return true;
    }

    // Where the first file of a band is otherwise than its metadata say, each is opened; one that differs from them alone is refused when it is read.
    bool IsDoubted(IReadOnlyList<StacItem> items, BandSearch.Found found)
    {
        var at = found.Bands.ToList().FindIndex(band => band is not null);
        if (at < 0 || found.Bands[at] is not { Element: { } element, NoDataKnown: true } band || Fit(element, band.NoData) is not { } noData) return false;
        try
        {
            var (_, info) = files.Open(band, items[at].Id);
            return !info.HasLayers && SourceRaster.Contradiction(band.Number, element, noData, info) is not null;
        }
        catch (Exception e) when (e is RasterException or ProcessGraphException)
        {
            return false;   // whoever reads it says so
        }
    }

    Layer[] Ask(StacBand band, StacItem item, bool compare)
    {
        if (!compare && IsKnown(band, out var told, out var element, out var known) && files.Known(band, item.Id) is { } place)
            return [new Layer(null, [], new SourceRaster(place, band.Number, told, element, known, item.Source))];
        var (location, info) = files.Open(band, item.Id);
        Tell(item, info);
        var grid = Place(band, item, info);
        if (info.HasLayers)
            return [.. Named(band, info).Select(number => new Layer(info.Bands[number - 1].Time, info.Bands[number - 1].Places,
                Raster(band, item, location, number, grid, info.Bands[number - 1])))];
        if (band.Number > info.Bands.Count)
            throw library.Fault(band.Href, $"the item promises a band {band.Number}, and the file has {info.Bands.Count}");
        return [new Layer(null, [], Raster(band, item, location, band.Number, grid, info.Bands[band.Number - 1]))];
    }

    // Layers are found by the band's name, or, where the metadata call the bands otherwise than the file, in its order.
    List<int> Named(StacBand band, RasterInfo info)
    {
        var names = info.Bands.Where(layer => !layer.IsLeftOut).Select(layer => layer.Name!).Distinct().ToList();
        var name = names.Contains(band.Name) ? band.Name : names.Count == 1 ? names[0] : names.ElementAtOrDefault(band.IsDeclared ? band.Number - 1 : -1)
            ?? throw invalid("bands", $"there is no variable '{band.Name}' in '{library.Shown(band.Href)}'; there are {string.Join(", ", names)}");
        return [.. Enumerable.Range(1, info.Bands.Count).Where(number => info.Bands[number - 1].Name == name && !info.Bands[number - 1].IsLeftOut)];
    }

    SourceRaster Raster(StacBand band, StacItem item, RasterLocation location, int number, Grid grid, RasterBand file)
    {
        var noData = band.NoDataKnown ? Fit(file.Element, band.NoData) : null;
        if (band.NoDataKnown && noData is null)
            log?.Log(LogSeverity.Warning, $"Item '{item.Id}', band '{band.Name}': cells of {Name(file.Element)} cannot be {band.NoData}, the no-data of its "
                + "metadata; what the file says is taken.");
        if (noData is { } taken && SourceRaster.Contradiction(1, file.Element, taken, new RasterInfo(grid, [file], 1, 1)) is { } other)
            Once(band.Asset, other, $"Asset '{band.Asset}', band '{band.Name}': {other}, first in item '{item.Id}'. The metadata are believed.");
        noData ??= Fit(file.Element, file.NoData);
        return new SourceRaster(location, number, grid, file.Element, noData, item.Source) { IsSeen = true, IsMasked = file.IsMasked && noData is null,
            Scale = SourceRaster.ScaleOf(file) };
    }

    void Tell(StacItem item, RasterInfo info)
    {
        foreach (var note in info.Notes)
        {
            Once(item.Id, note, $"Item '{item.Id}': {note}.");
        }
    }

    void Once(string subject, string what, string message)
    {
        bool isNew;
        lock (told) isNew = told.Add((subject, what));
        if (isNew) log?.Log(LogSeverity.Warning, message);
    }

    // Where the file is: what it says itself, and what its metadata say where it is silent. They are told when they disagree.
    Grid Place(StacBand band, StacItem item, RasterInfo info)
    {
        if (band.Grid is not { } told)
        {
            if (info.Unplaced is { } reason && reason.Contains("control points", StringComparison.Ordinal))
                throw library.Fault(band.Href, $"{reason}. Warp it to a grid first, for example with gdalwarp", unsupported: true);
            return info.Grid;
        }
        if (SourceRaster.Contradiction(told, info) is { } contradiction)
        {
            if (info.Unplaced is { } unplaced)
                throw library.Fault(band.Href, $"it is not what the item says: {contradiction}; and {unplaced}");
            log?.Log(LogSeverity.Warning, $"Item '{item.Id}', band '{band.Name}': {contradiction}. The file is believed.");
            return info.Grid;
        }
        if (info.Unplaced is { } why)
            log?.Log(LogSeverity.Warning, $"Item '{item.Id}', band '{band.Name}' is placed by its metadata alone: of the file, {why}.");
        return info.Unplaced is null && info.Grid.Crs is not null ? info.Grid : told;
    }

    /// <summary>A no-data value as cells of a type have it; null when none can.</summary>
    static double? Fit(ElementType element, double? noData) => noData switch
    {
        null => null,
        { } value when element == ElementType.Float32 => (float)value,
        { } value when element.IsFloat => value,
        { } value => double.IsInteger(value) && value >= element.Range.Minimum && value <= element.Range.Maximum ? value : null,
    };

    static string Name(ElementType element) => element.ToString()!.ToLowerInvariant();
}
