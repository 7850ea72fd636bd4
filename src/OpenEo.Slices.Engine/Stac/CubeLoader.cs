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
        var known = order.Concat(items.SelectMany(item => item.Bands).Select(band => band.Name).Except(order)).ToList();
        if (known.Count == 0) throw NoData("The items have no raster assets.");
        var bands = (wanted ?? known.Where(name => items.Any(item => item.Bands.Any(band => band.Name == name))))
            .Select(name => Named(name, known, items)).ToList();
        var rasters = Ask(items, bands);
        var all = rasters.SelectMany(row => row).OfType<SourceRaster>().ToList();
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
                    .Select(b => group.Select(entry => entry.Rasters[b]).OfType<SourceRaster>().Where(raster => Meets(raster.Grid, grid)).ToArray()).ToArray()))
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
            Scales = Facts(items, bands, band => band.Scale),
            Names = Facts(items, bands, band => band.CommonName is null && band.CentreWavelength is null ? null
                : new BandNames(band.CommonName, band.CentreWavelength)),
        };
        return new SourceCube(schema, library, layers);
    }

    string Named(string name, List<string> known, IReadOnlyList<StacItem> items)
    {
        if (known.Contains(name)) return name;
        var common = items.SelectMany(item => item.Bands).Where(band => band.CommonName == name).Select(band => band.Name).Distinct().ToList();
        return common.Count > 0 ? common[0] : throw invalid("bands", $"there is no band '{name}'; there are {string.Join(", ", known)}");
    }

    SourceRaster?[][] Ask(IReadOnlyList<StacItem> items, List<string> bands)
    {
        var rasters = new SourceRaster?[items.Count][];
        // Headers are asked for from many servers at a time, so to say: over http the time goes into waiting.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = items.Any(item => item.Bands.Any(band => LocationPolicy.IsHttp(band.Href))) ? 48 : 1 };
        try
        {
            Parallel.For(0, items.Count, parallel, i => rasters[i] =
                [.. bands.Select(name => items[i].Bands.FirstOrDefault(band => band.Name == name) is { } band ? Ask(band, items[i]) : null)]);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
        return rasters;
    }

    SourceRaster Ask(StacBand band, StacItem item)
    {
        var location = new RasterLocation(policy.Demand(band.Href), band.MediaType);
        if (band is { Grid: { } grid, Element: { } element, NoDataKnown: true })
            return new SourceRaster(location, band.Number, grid, element, band.NoData, item.Location);
        var info = library.Describe(location);
        if (band.Number > info.Bands.Count)
            throw invalid(source, $"the item '{item.Id}' promises band {band.Number} of '{band.Href}', which has {info.Bands.Count}");
        var file = info.Bands[band.Number - 1];
        log?.Log(LogSeverity.Debug, $"Item '{item.Id}': grid, type or no-data of band '{band.Name}' taken from the file's header.");
        return new SourceRaster(location, band.Number, info.Grid, file.Element, band.NoDataKnown ? band.NoData : file.NoData, item.Location);
    }

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
        var pixels = SpatialExtent.Pixels(grid, extent.In(grid, library));
        return pixels is { Width: > 0, Height: > 0 } ? grid.Crop(pixels.X, pixels.Y, pixels.Width, pixels.Height)
            : throw NoData("The spatial extent lies outside of the data.");
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

    static Dictionary<string, T> Facts<T>(IReadOnlyList<StacItem> items, List<string> bands, Func<StacBand, T?> fact) where T : class =>
        bands.Distinct()
        .Select(
            name => (name, fact: items.SelectMany(item => item.Bands).Where(band => band.Name == name).Select(fact).FirstOrDefault(known => known is not null)))
            .Where(pair => pair.fact is not null).ToDictionary(pair => pair.name, pair => pair.fact!);

    static ProcessGraphException NoData(string reason) =>
        new(new Fault(FaultCodes.NoDataAvailable, $"There is no data available for the given extents. {reason}"));
}
