using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Makes a cube of STAC items. The grid is the data's own: that of the finest wanted band, over all items or cut to the extent. What the metadata does not
/// say is asked from the files' headers.
/// </summary>
/// <param name="rasters">Reads headers, and brings coordinates together.</param>
/// <param name="policy">Which files may be read.</param>
/// <param name="log">Told what the metadata did not say; null for nobody.</param>
/// <param name="source">The parameter that names the data.</param>
/// <param name="invalid">The fault of a parameter for a reason.</param>
/// <param name="node">The node that loads, for what goes wrong while pixels are read.</param>
/// <param name="isClients">Whether the client has named the data himself, and not the operator.</param>
sealed class CubeLoader(IRasterLibrary rasters, LocationPolicy policy, IRunLog? log, string source, Func<string, string, ProcessGraphException> invalid,
    string? node = null, bool isClients = true)
{
    /// <summary>A raster where it belongs in the cube.</summary>
    sealed record Entry(DateTimeOffset Time, IReadOnlyList<(string Dimension, Value Label)> Places, int Band, SourceRaster Raster);

    readonly SourceFiles library = new(rasters, source, node, isClients);

    /// <summary>The cube <c>[t, bands, y, x]</c>, with the further dimensions that files have between t and bands.</summary>
    /// <param name="items">Items in order of time; those of one instant are mosaicked.</param>
    /// <param name="wanted">Band names (or common names) in the order of the result; null for all, in <paramref name="order"/>.</param>
    /// <param name="order">Band names in the collection's order; may be empty.</param>
    /// <param name="extent">Limits the pixels; null for all.</param>
    /// <param name="names">The dimensions' names.</param>
    /// <param name="time">Limits the times that are in files; items are chosen already.</param>
    /// <exception cref="ProcessGraphException">A band is unknown, or there is no data.</exception>
    public RasterCube Load(IReadOnlyList<StacItem> items, IReadOnlyList<string>? wanted, IReadOnlyList<string> order, SpatialExtent? extent,
        DimensionNames names, ItemFilter? time = null)
    {
        if (items.Count == 0) throw NoData($"No item lies in the given extents.{Hint(extent)}");
        library.Name(items);
        items = MetadataGrids.Usable(items, library, log, node);
        var files = new SourceHeaders(library, policy, log, invalid);
        var found = new BandSearch(files.Opened(items, wanted), order).Find(wanted, invalid);
        if (found.Count == 0) throw NoData("The items have no raster assets.");
        var asked = files.Ask(items, found);
        List<Entry> all =
        [
            .. from i in Enumerable.Range(0, items.Count)
            from b in Enumerable.Range(0, found.Count)
            from layer in asked[i][b]
            where time is null || (layer.Time is { } instant ? time.Holds(instant) : time.IsIn(items[i]))
            from raster in Turned(layer.Raster, extent)
            select new Entry(layer.Time ?? items[i].Start, layer.Places, b, raster),
        ];
        if (all.Count == 0) throw NoData("None of the items has one of the bands in the given extents.");
        var grid = Cut(Target([.. all.Select(entry => entry.Raster.Grid).Distinct()]), extent);
        if (all.Select(entry => (entry.Raster.Grid.Crs, entry.Raster.Grid.StepX, entry.Raster.Grid.StepY)).Distinct().Count() > 1)
            log?.Log(LogSeverity.Warning,
                $"Data of several resolutions or reference systems are brought to the finest grid: {Math.Abs(grid.StepX)} in "
                + $"{grid.Crs ?? "an unknown reference system"}.");
        var entries = all.Where(entry => Meets(entry.Raster.Grid, grid)).ToList();
        if (entries.Count == 0) throw NoData($"The items do not reach into the spatial extent.{Hint(extent)}");
        return Arranged(entries, found, grid, names, asked);
    }

    /// <summary>Whether a cube that was loaded lies at the one instant that items and files without any time have.</summary>
    public static bool IsTimeless(CubeSchema schema) =>
        schema.Dimensions[0] is { Count: 1 } times && times.Label(0).Equals(new StringValue(Temporal.Format(default)));

    SourceCube Arranged(List<Entry> entries, List<BandSearch.Found> found, Grid grid, DimensionNames names, SourceHeaders.Layer[][][] asked)
    {
        var times = entries.Select(entry => entry.Time).Distinct().Order().ToList();
        var places = Places(entries, found);
        var bands = found.Select(band => band.Name).ToList();
        Dimension[] leading =
        [
            LabelledDimension.Of(names.Time, DimensionType.Temporal, times.Select(Temporal.Format)), .. places,
            LabelledDimension.Of(names.Bands, DimensionType.Bands, bands),
        ];
        var layers = new List<SourceRaster>[leading.Aggregate(1, (count, dimension) => checked(count * dimension.Count))];
        var timeAt = times.Select((instant, i) => (instant, i)).ToDictionary();
        var placeAt = places.Select(dimension => dimension.Values.Select((label, i) => (label, i)).ToDictionary()).ToArray();
        foreach (var entry in entries)
        {
            var at = timeAt[entry.Time];
            for (var i = 0; i < places.Count; i++) at = at * places[i].Count + placeAt[i][entry.Places.First(place => place.Dimension == places[i].Name).Label];
            (layers[at * bands.Count + entry.Band] ??= []).Add(entry.Raster);
        }
        SourceRaster[][] rasters = [.. layers.Select(layer => layer?.ToArray() ?? [])];
        var (element, noData) = Typed(rasters, grid);
        var schema = new CubeSchema(
            [
                .. leading,
                new SpatialDimension(names.Y, 'y', grid.OriginY + grid.StepY / 2, grid.StepY, grid.Height, grid.Crs),
                new SpatialDimension(names.X, 'x', grid.OriginX + grid.StepX / 2, grid.StepX, grid.Width, grid.Crs),
            ],
            element, noData)
        {
            Scales = Scales(found, asked),
            Names = Facts(found, band => band.CommonName is null && band.CentreWavelength is null ? null
                : new BandNames(band.CommonName, band.CentreWavelength)),
        };
        return new SourceCube(schema, library, rasters);
    }

    // Dimensions of files beside time and bands; every band must be along all of them.
    List<LabelledDimension> Places(List<Entry> entries, List<BandSearch.Found> found)
    {
        var names = entries.SelectMany(entry => entry.Places).Select(place => place.Dimension).Distinct().ToList();
        if (entries.Find(entry => entry.Places.Count != names.Count) is { } other)
            throw invalid("bands", $"the band '{found[other.Band].Name}' has not the dimensions of others ({string.Join(", ", names)}): load it alone");
        return [.. names.Select(name => new LabelledDimension(name, DimensionType.Other,
            [.. entries.Select(entry => entry.Places.First(place => place.Dimension == name).Label).Distinct()]))];
    }

    /// <summary>The grid of the finest raster, extended over all.</summary>
    Grid Target(List<Grid> grids)
    {
        var finest = grids.MinBy(grid => Math.Abs(grid.StepX * grid.StepY) * Unit(grid.Crs))!;
        var all =
            grids.Select(grid => grid.Crs == finest.Crs || grid.Crs is null || finest.Crs is null ? grid.Bounds
                : library.Transform(grid.Bounds, grid.Crs, finest.Crs))
            .Aggregate((a, b) => a.Union(b));
        // A corner that differs in the last digit must not add a row of no-data.
        var (left, right) = Cells(finest.OriginX, finest.StepX, all.West, all.East);
        var (top, bottom) = Cells(finest.OriginY, finest.StepY, all.North, all.South);
        return (long)right - left is > 0 and <= int.MaxValue && (long)bottom - top is > 0 and <= int.MaxValue
            ? finest.Crop(left, top, right - left, bottom - top)
            : throw invalid(source, "the items lie too far apart for one grid of their pixels; choose some with spatial_extent, temporal_extent or properties");

        static (int First, int End) Cells(double origin, double step, double a, double b)
        {
            return Grid.Covered((a - origin) / step, (b - origin) / step);
        }
    }

    Grid Cut(Grid grid, SpatialExtent? extent)
    {
        if (extent is null) return grid;
        var pixels = SpatialExtent.Pixels(grid, extent.GoesRound(grid, library) ? extent.Continuous : In(extent, grid));
        return pixels is { Width: > 0, Height: > 0 } ? grid.Crop(pixels.X, pixels.Y, pixels.Width, pixels.Height)
            : throw NoData($"The spatial extent lies outside of the data, which cover {SpatialExtent.Show(grid.Bounds)} in "
                + $"{grid.Crs ?? "an unknown system"}.{Hint(extent)}");
    }

    // In degrees a file is wherever the extent wants it: turned by 360 degrees, and twice when both of its ends are wanted.
    SourceRaster[] Turned(SourceRaster raster, SpatialExtent? extent)
    {
        if (extent is null || !extent.GoesRound(raster.Grid, library)) return [raster];
        SourceRaster[] turned =
        [
            .. ((double[])[-360, 0, 360])
                .Select(turn => raster with { Turn = turn, Grid = raster.Grid with { OriginX = raster.Grid.OriginX + turn } })
                .Where(one => SpatialExtent.Meets(extent.Continuous, one.Grid)),
        ];
        return turned.Length > 0 ? turned : [raster];
    }

    BoundingBox In(SpatialExtent extent, Grid grid)
    {
        try
        {
            return extent.In(grid, library);
        }
        catch (RasterException)
        {
            throw NoData($"The spatial extent has no place in the data's reference system.{Hint(extent)}");
        }
    }

    bool Meets(Grid raster, Grid target)
    {
        var box = raster.Crs is { } from && target.Crs is { } to && from != to ? library.Transform(raster.Bounds, from, to) : raster.Bounds;
        return box.Overlaps(target.Bounds);
    }

    /// <summary>
    /// The narrowest type that holds all bands, with their no-data when they agree on it. Where they do not, or where cells without data have no value that
    /// could say so, the cube is floating point and no-data NaN.
    /// </summary>
    static (ElementType Element, double? NoData) Typed(SourceRaster[][] layers, Grid grid)
    {
        var rasters = layers.SelectMany(layer => layer).ToList();
        var element = rasters.Select(raster => raster.Element).Aggregate(ElementTypes.Common);
        var noData = rasters.Select(raster => raster.NoData).Distinct().ToList();
        if (element.IsFloat) return (element, double.NaN);
        var complete = layers.All(layer => layer is [var only] && only.Grid.Holds(grid));
        return noData is [var agreed] && (agreed is not null || complete)
            && !rasters.Exists(raster => raster.IsMasked)
            && (agreed is null || (double.IsInteger(agreed.Value) && agreed >= element.Range.Minimum && agreed <= element.Range.Maximum))
            ? (element, agreed)
            : (element.Arithmetic, double.NaN);
    }

    /// <summary>Square metres in a square unit, roughly: to compare resolutions across reference systems.</summary>
    double Unit(string? crs)
    {
        if (crs is null) return 1;
        var info = library.DescribeCrs(crs);
        return info.IsGeographic ? 111_320.0 * 111_320.0 : info.MetresPerUnit * info.MetresPerUnit;
    }

    // Metres where degrees are meant are what people give most.
    static string Hint(SpatialExtent? extent) =>
        extent is { Crs: SpatialExtent.Degrees, Box: var box } && (Math.Abs(box.South) > 90 || Math.Abs(box.North) > 90)
            ? " It is not in degrees: name its 'crs'." : "";

    // As the metadata say; where they are silent, as the files do, of which one is asked when none has been opened.
    Dictionary<string, BandScale> Scales(List<BandSearch.Found> bands, SourceHeaders.Layer[][][] asked)
    {
        var scales = new Dictionary<string, BandScale>();
        for (var b = 0; b < bands.Count; b++)
        {
            var said = new List<BandScale?>();
            for (var i = 0; i < asked.Length; i++)
                if (asked[i][b] is [{ Raster: var raster }, ..] && (raster.IsSeen || bands[b].Bands[i]?.Scale is not null || said.Count == 0))
                    said.Add(bands[b].Bands[i]?.Scale ?? (raster.IsSeen ? raster.Scale
                        : ScaleIn(raster)));
            if (said.Find(scale => scale is not null) is not { } first || !scales.TryAdd(bands[b].Name, first)) continue;
            if (said.Exists(scale => (scale?.Scale ?? 1, scale?.Offset ?? 0) != (first.Scale, first.Offset)))
                log?.Log(LogSeverity.Warning, $"Items disagree on scale and offset of the band '{bands[b].Name}', whose stored numbers are taken as they are; "
                    + $"the results say {SpatialExtent.Show(first.Scale)} and {SpatialExtent.Show(first.Offset)}.");
        }
        return scales;
    }

    BandScale? ScaleIn(SourceRaster raster)
    {
        var file = library.Describe(raster.Location);
        return raster.Band <= file.Bands.Count ? SourceRaster.ScaleOf(file.Bands[raster.Band - 1])
            : throw library.Fault(raster.Location.Path, $"the item promises a band {raster.Band}, and the file has {file.Bands.Count}");
    }

    static Dictionary<string, T> Facts<T>(List<BandSearch.Found> bands, Func<StacBand, T?> fact) where T : class =>
        bands.DistinctBy(band => band.Name)
            .Select(band => (band.Name, Fact: band.Bands.OfType<StacBand>().Select(fact).FirstOrDefault(known => known is not null)))
            .Where(pair => pair.Fact is not null).ToDictionary(pair => pair.Name, pair => pair.Fact!);

    static ProcessGraphException NoData(string reason) =>
        new(new Fault(FaultCodes.NoDataAvailable, $"There is no data available for the given extents. {reason}"));
}
