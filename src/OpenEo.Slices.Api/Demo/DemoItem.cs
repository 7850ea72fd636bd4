using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Api.Demo;

/// <summary>One date of the demo collection as it was written: cloud cover in percent and statistics by band, in the bands' order.</summary>
sealed record DemoItem(DemoDate Date, double CloudCover, IReadOnlyList<BandStatistics> Statistics)
{
    static readonly Dictionary<string, object?> Options = new() { ["tile_size"] = 512 };

    /// <summary>The item's id.</summary>
    public string Id => IdOf(Date);

    /// <summary>Renders a date and writes its files, one a band, into a folder named by the item's id.</summary>
    public static DemoItem Write(string folder, DemoDate date, Landscape land, Grid grid, IRasterLibrary rasters, BlockPool pool)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, IdOf(date))).FullName;
        using var image = new DemoImage(land, date, pool);
        List<Block> blocks = [.. image.Reflectance, image.Classes];
        var statistics = DemoBand.All.Select((band, i) => WriteBand(Path.Combine(place, $"{band.Name}.tif"), band, blocks[i], grid, rasters)).ToList();
        return new DemoItem(date, image.CloudCover, statistics);
    }

    static BandStatistics WriteBand(string path, DemoBand band, Block cells, Grid grid, IRasterLibrary rasters)
    {
        var schema = new CubeSchema(
            [
                LabelledDimension.Of("bands", DimensionType.Bands, [band.Name]),
                new SpatialDimension("y", 'y', grid.OriginY + grid.StepY / 2, grid.StepY, grid.Height, grid.Crs),
                new SpatialDimension("x", 'x', grid.OriginX + grid.StepX / 2, grid.StepX, grid.Width, grid.Crs),
            ],
            band.Element, 0);
        using var file = rasters.Create(new RasterTarget(path, "GTiff", schema, Options));
        file.Write(schema.Full, cells);
        var statistics = Summarise(cells);
        file.Complete([statistics]);
        return statistics;
    }

    // In integers up to the last step, so that no rounding depends on the order.
    static BandStatistics Summarise(Block cells)
    {
        var counts = new int[ushort.MaxValue + 1];
        if (cells.Element == ElementType.UInt8)
            foreach (var value in cells.Cells1D<byte>()) counts[value]++;
        else
            foreach (var value in cells.Cells1D<ushort>()) counts[value]++;
        var (count, sum, squares) = (0L, 0L, 0L);
        for (long value = 1; value < counts.Length; value++)
        {
            count += counts[value];
            sum += counts[value] * value;
            squares += counts[value] * value * value;
        }
        var mean = (double)sum / count;
        return new BandStatistics(
            Array.FindIndex(counts, 1, occurring => occurring > 0), Array.FindLastIndex(counts, occurring => occurring > 0),
            mean, Math.Sqrt(Math.Max(0, (double)squares / count - mean * mean)), 100.0 * count / cells.Cells);
    }

    static string IdOf(DemoDate date) => "S2_DEMO_" + date.Time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
