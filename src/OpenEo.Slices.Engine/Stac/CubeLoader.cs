using System.Runtime.ExceptionServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Makes a cube of STAC items. The grid is the data's own: that of the finest wanted band, over all items or cut to the extent. What the metadata does not
/// say is asked from the files' headers.
/// </summary>
/// <param name="library">Reads headers, and brings coordinates together.</param>
/// <param name="policy">Which files may be read.</param>
/// <param name="log">Told what the metadata did not say; null for nobody.</param>
/// <param name="source">The parameter that names the data.</param>
/// <param name="invalid">The fault of a parameter for a reason.</param>
sealed class CubeLoader(
    IRasterLibrary library, LocationPolicy policy, IRunLog? log, string source, Func<string, string, ProcessGraphException> invalid)
{
    // Up to so many files are opened to compare them with their metadata before anything is computed; more are compared when they are read.
    const int MostCompared = 100;

    /// <summary>The cube <c>[t, bands, y, x]</c>.</summary>
    /// <param name="items">Items in order of time; those of one instant are mosaicked.</param>
    /// <param name="wanted">Band names (or common names) in the order of the result; null for all, in <paramref name="order"/>.</param>
    /// <param name="order">Band names in the collection's order; may be empty.</param>
    /// <param name="extent">Limits the pixels; null for all.</param>
    /// <param name="names">The dimensions' names.</param>
    /// <exception cref="ProcessGraphException">A band is unknown, or there is no data.</exception>
    public RasterCube Load(IReadOnlyList<StacItem> items, IReadOnlyList<string>? wanted, IReadOnlyList<string> order, SpatialExtent? extent,
        DimensionNames names)
    {
        if (items.Count == 0) throw NoData("No item lies in the given extents.");
        var found = new BandSearch(Opened(items, wanted), order).Find(wanted, invalid);
        if (found.Count == 0) throw NoData("The items have no raster assets.");
        var bands = found.Select(band => band.Name).ToList();
        var rasters = Ask(items, found).Select(row => row.Select(raster => Turned(raster, extent)).ToArray()).ToArray();
        var all = rasters.SelectMany(row => row).SelectMany(turned => turned).ToList();
        if (all.Count == 0) throw NoData("None of the items has one of the bands.");
        var grid = Cut(Target(all), extent);
        if (all.Select(raster => (raster.Grid.Crs, raster.Grid.StepX, raster.Grid.StepY)).Distinct().Count() > 1)
            log?.Log(LogSeverity.Warning,
                $"Data of several resolutions or reference systems are brought to the finest grid: {Math.Abs(grid.StepX)} in "
                + $"{grid.Crs ?? "an unknown reference system"}.");
        var times = items.Select((item, i) => (item.Start, Rasters: rasters[i])).GroupBy(entry => entry.Start)
            .Select(
                group =>
                (Time: group.Key,
                    Layers: Enumerable.Range(0, bands.Count)
                    .Select(b => group.SelectMany(entry => entry.Rasters[b]).Where(raster => Meets(raster.Grid, grid)).ToArray()).ToArray()))
            .Where(time => time.Layers.Any(layer => layer.Length > 0)).OrderBy(time => time.Time).ToList();
        if (times.Count == 0) throw NoData("The items do not reach into the spatial extent.");
        SourceRaster[][][] layers = [.. times.Select(time => time.Layers)];
        var (element, noData) = Typed(layers, grid);
        var schema = new CubeSchema(
            [
                LabelledDimension.Of(names.Time, DimensionType.Temporal, times.Select(time => Temporal.Format(time.Time))),
                LabelledDimension.Of(names.Bands, DimensionType.Bands, bands),
                new SpatialDimension(names.Y, 'y', grid.OriginY + grid.StepY / 2, grid.StepY, grid.Height, grid.Crs),
                new SpatialDimension(names.X, 'x', grid.OriginX + grid.StepX / 2, grid.StepX, grid.Width, grid.Crs),
            ],
            element, noData)
        {
            Scales = Facts(found, band => band.Scale),
            Names = Facts(found, band => band.CommonName is null && band.CentreWavelength is null ? null
                : new BandNames(band.CommonName, band.CentreWavelength)),
        };
        return new SourceCube(schema, library, layers);
    }

    // Assets of which nobody says which bands they have: one file of each tells. The same items with what was found.
    IReadOnlyList<StacItem> Opened(IReadOnlyList<StacItem> items, IReadOnlyList<string>? wanted)
    {
        foreach (var sample in items.SelectMany(item => item.Bands).Where(band => !band.IsDeclared).DistinctBy(band => band.Asset).ToList())
        {
            if (wanted is null ? !sample.IsOffered : !wanted.Contains(sample.Asset) && wanted.All(name => items.Any(item => item.Bands.Any(
                band => band.IsDeclared && (band.Name == name || band.CommonName == name || band.Asset == name))))) continue;
            var names = NamesIn(sample);
            if (names.Count < 2) continue;
            items = [.. items.Select(item => item with
            {
                Bands = [.. item.Bands.SelectMany(band => band.IsDeclared || band.Asset != sample.Asset ? [band]
                    : names.Select((name, i) => band with { Name = name, Number = i + 1 }))],
            })];
        }
        return items;
    }

    List<string> NamesIn(StacBand band)
    {
        try
        {
            var bands = library.Describe(new RasterLocation(policy.Demand(band.Href), band.MediaType)).Bands.Where(one => !one.IsAlpha).ToList();
            return bands.All(one => one.Name is not null) && bands.Select(one => one.Name).Distinct().Count() == bands.Count
                ? [.. bands.Select(one => one.Name!)] : [.. bands.Select((_, i) => $"{band.Asset}_{i + 1}")];
        }
        catch (Exception e) when (e is RasterException or ProcessGraphException)
        {
            return [];   // whoever reads it says so
        }
    }

    SourceRaster?[][] Ask(IReadOnlyList<StacItem> items, List<BandSearch.Found> bands)
    {
        var rasters = new SourceRaster?[items.Count][];
        var asksAll = items.Count * bands.Count <= MostCompared;
        // Over http the time goes into waiting.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = items.Any(item => item.Bands.Any(band => LocationPolicy.IsHttp(band.Href))) ? 48 : 1 };
        try
        {
            Parallel.For(0, items.Count, parallel,
                i => rasters[i] = [.. bands.Select(found => found.Bands[i] is { } band ? Ask(band, items[i], asksAll) : null)]);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
        return rasters;
    }

    SourceRaster Ask(StacBand band, StacItem item, bool compare)
    {
        var location = new RasterLocation(policy.Demand(band.Href), band.MediaType);
        if (!compare && band is { Grid: { } told, Element: { } element, NoDataKnown: true } && Fit(element, band.NoData) is { } known)
            return new SourceRaster(location, band.Number, told, element, known, item.Location);
        var info = library.Describe(location);
        if (band.Number > info.Bands.Count)
            throw invalid(source, $"the item '{item.Id}' promises band {band.Number} of '{band.Href}', which has {info.Bands.Count}");
        var file = info.Bands[band.Number - 1];
        var noData = band.NoDataKnown ? Fit(file.Element, band.NoData) : null;
        if (band.NoDataKnown && noData is null)
            log?.Log(LogSeverity.Warning, $"Item '{item.Id}', band '{band.Name}': cells of {Name(file.Element)} cannot be {band.NoData}, the no-data of its "
                + "metadata; what the file says is taken.");
        noData ??= Fit(file.Element, file.NoData);
        return new SourceRaster(location, band.Number, Place(band, item, info), file.Element, noData, item.Location)
        {
            IsSeen = true,
            IsMasked = file.IsMasked && noData is null,
        };
    }

    // Where the file is: what it says itself, and what its metadata say where it is silent. They are told when they disagree.
    Grid Place(StacBand band, StacItem item, RasterInfo info)
    {
        if (band.Grid is not { } told)
        {
            if (info.Unplaced is { } reason && reason.Contains("control points", StringComparison.Ordinal))
                throw new RasterException($"'{band.Href}' of the item '{item.Id}' cannot be placed: {reason}. Warp it to a grid first.");
            return info.Grid;
        }
        if (SourceRaster.Contradiction(told, info) is { } contradiction)
        {
            if (info.Unplaced is { } unplaced)
                throw new RasterException($"'{band.Href}' is not what the item '{item.Id}' says: {contradiction}; and {unplaced}.");
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

    /// <summary>The grid of the finest raster, extended over all.</summary>
    Grid Target(List<SourceRaster> rasters)
    {
        var finest = rasters.MinBy(raster => Math.Abs(raster.Grid.StepX * raster.Grid.StepY) * Unit(raster.Grid.Crs))!.Grid;
        var grids = rasters.Select(raster => raster.Grid).Distinct().ToList();
        var all =
            grids.Select(grid => grid.Crs == finest.Crs || grid.Crs is null || finest.Crs is null ? grid.Bounds
                : library.Transform(grid.Bounds, grid.Crs, finest.Crs))
            .Aggregate((a, b) => a.Union(b));
        // A corner that differs in the last digit must not add a row of no-data.
        var (left, right) = Cells(finest.OriginX, finest.StepX, all.West, all.East);
        var (top, bottom) = Cells(finest.OriginY, finest.StepY, all.North, all.South);
        return finest.Crop(left, top, right - left, bottom - top);

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
            : throw NoData("The spatial extent lies outside of the data.");
    }

    // In degrees a file is wherever the extent wants it: turned by 360 degrees, and twice when both of its ends are wanted.
    SourceRaster[] Turned(SourceRaster? raster, SpatialExtent? extent)
    {
        if (raster is null) return [];
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
            throw NoData("The spatial extent has no place in the data's reference system.");
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
    static (ElementType Element, double? NoData) Typed(SourceRaster[][][] layers, Grid grid)
    {
        var rasters = layers.SelectMany(bands => bands).SelectMany(layer => layer).ToList();
        var element = rasters.Select(raster => raster.Element).Aggregate(ElementTypes.Common);
        var noData = rasters.Select(raster => raster.NoData).Distinct().ToList();
        if (element.IsFloat) return (element, double.NaN);
        var complete = layers.All(bands => bands.All(layer => layer is [var only] && only.Grid.Holds(grid)));
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

    static Dictionary<string, T> Facts<T>(List<BandSearch.Found> bands, Func<StacBand, T?> fact) where T : class =>
        bands.DistinctBy(band => band.Name)
            .Select(band => (band.Name, Fact: band.Bands.OfType<StacBand>().Select(fact).FirstOrDefault(known => known is not null)))
            .Where(pair => pair.Fact is not null).ToDictionary(pair => pair.Name, pair => pair.Fact!);

    static ProcessGraphException NoData(string reason) =>
        new(new Fault(FaultCodes.NoDataAvailable, $"There is no data available for the given extents. {reason}"));
}
