using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal;

/// <summary>A schema seen as bands of an image: <c>[bands, y, x]</c> or <c>[y, x]</c>.</summary>
sealed record RasterLayout(CubeSchema Schema, Grid Grid, IReadOnlyList<string> BandNames)
{
    /// <summary>Number of bands.</summary>
    public int BandCount => BandNames.Count;

    /// <summary>Reads the layout off a schema.</summary>
    /// <exception cref="ArgumentException">The dimensions are others, or in another order.</exception>
    public static RasterLayout Of(RasterTarget target)
    {
        var schema = target.Schema;
        var rank = schema.Dimensions.Count;
        if (schema.Grid is not { } grid || rank is not (2 or 3) || schema.IndexOf(schema.Y) != rank - 2 || schema.IndexOf(schema.X) != rank - 1)
            throw new ArgumentException(
                $"{target.Format} takes the dimensions [bands, y, x] or [y, x], not [{string.Join(", ", schema.Dimensions.Select(d => d.Name))}].",
                nameof(target));
        if (schema.Cells == 0) throw new ArgumentException($"{target.Format} cannot hold an empty cube.", nameof(target));
        return new RasterLayout(schema, grid, rank == 2 ? [""] : [.. schema.Dimensions[0].Labels.Select(Text)]);
    }

    /// <summary>First band, row and column of a window, and how many of each.</summary>
    public (int Band, int Bands, int Y, int Height, int X, int Width) Split(Window window)
    {
        var (start, count) = (window.Start, window.Count);
        return start.Length == 2 ? (0, 1, start[0], count[0], start[1], count[1]) : (start[0], count[0], start[1], count[1], start[2], count[2]);
    }

    /// <summary>A label as text for names in files.</summary>
    public static string Text(Value label) => label switch
    {
        StringValue text => text.Value,
        NumberValue number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        BooleanValue boolean => boolean.Value ? "true" : "false",
        _ => "",
    };
}
