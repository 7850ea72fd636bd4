using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>The formats of raster cubes that need no library. A file of them has the bands first in its cube, and the pixels of a row side by side.</summary>
public static class RasterTexts
{
    internal const string Csv = VectorTexts.Csv, CovJson = "CovJSON";

    /// <summary>What values are called in a cube without bands.</summary>
    internal const string Value = "value";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RasterFormat> All { get; } =
    [
        new(Csv, "Comma-separated values",
            "A raster cube as one table with a header: a row for each pixel and each of its dates, a column for each dimension (such as `t`, `y`, `x`; pixels "
            + "by their centres in the reference system of the data) and one for each band, or `value` without bands. Values are as in the data, no-data is "
            + "empty. For small cubes.", "text/csv", "csv", [])
        {
            MaximumCells = 50_000_000,
        },
        new(CovJson, "CoverageJSON (1.0)",
            "A raster cube as one coverage on a grid (axes `x`, `y` and, of a cube with dates, `t`), with a parameter for each band. Values are as in "
            + "the data, no-data is null. For small cubes: readers take the file as a whole.", "application/prs.coverage+json", "covjson", [])
        {
            MaximumCells = 20_000_000,
        },
    ];

    /// <summary>Starts a file of one of the formats; null for another format.</summary>
    internal static IRasterSink? Create(RasterTarget target, IRasterLibrary rasters) => target.Format switch
    {
        Csv => new TextSink(target, new CsvRaster(target.Schema)),
        CovJson => new TextSink(target, new CovJsonRaster(target.Schema, target.Schema.Crs is { } crs ? rasters.DescribeCrs(crs) : null)),
        _ => null,
    };

    /// <summary>The cube with its dimensions as the file has them; the cube itself where the format is none of these.</summary>
    internal static RasterCube Arrange(RasterFormat format, RasterCube cube)
    {
        if (!All.Contains(format)) return cube;
        var schema = cube.Schema;
        List<Dimension> order = [.. schema.Dimensions.OrderBy(Place)];
        return order.SequenceEqual(schema.Dimensions) ? cube : ArrangedCube.Of(order, cube);
        int Place(Dimension dimension) => dimension == schema.Find(DimensionType.Bands) ? 0 : dimension == schema.Y ? 2 : dimension == schema.X ? 3 : 1;
    }

    /// <summary>Why the format has no place for a cube of these dimensions, or null.</summary>
    internal static string? Unfit(RasterFormat format, CubeSchema schema)
    {
        if (format.Name != CovJson) return null;
        if (schema.Grid is null) return "needs the spatial dimensions x and y";
        return CovJsonRaster.Others(schema) is [var other, ..] ? $"has no place for the dimension '{other.Name}' with {other.Count} labels" : null;
    }
}
