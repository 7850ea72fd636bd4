using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Which labels of two dimensions of the same name mean the same.</summary>
static class Alignment
{
    /// <summary>
    /// For each label of <paramref name="wanted"/> its position in <paramref name="offered"/>, or -1. Null when two spatial axes are not on one grid: other
    /// CRS, other cell size, or shifted by part of a cell.
    /// </summary>
    public static int[]? Positions(Dimension wanted, Dimension offered)
    {
        if (wanted is SpatialDimension a && offered is SpatialDimension b) return OnGrid(a, b);
        // Geometries are compared only where the lists of them differ: texts of ten thousand polygons are long.
        if (wanted is GeometryDimension { Table: var mine } && offered is GeometryDimension other && mine.HasGeometriesOf(other.Table))
            return [.. Enumerable.Range(0, wanted.Count)];
        var known = new Dictionary<Value, int>();
        for (var i = offered.Count - 1; i >= 0; i--) known[Key(offered, i)] = i;
        return [.. Enumerable.Range(0, wanted.Count).Select(i => known.GetValueOrDefault(Key(wanted, i), -1))];
    }

    /// <summary>The cube with these labels of a dimension; itself when they are all it has, in order.</summary>
    public static RasterCube Choose(RasterCube cube, int dimension, IReadOnlyList<int> positions)
    {
        var same = positions.Count == cube.Schema.Dimensions[dimension].Count;
        for (var i = 0; same && i < positions.Count; i++) same = positions[i] == i;
        return same ? cube : cube.Select(dimension, positions);
    }

    /// <summary>
    /// The cube itself when its horizontal axes are on a schema's grid or when there is nothing to compare, else resampled to it by the nearest pixel.
    /// </summary>
    public static RasterCube Onto(CubeSchema wanted, RasterCube cube, IRasterLibrary rasters)
    {
        if (wanted is not { X: { } x, Y: { } y, Grid: { } grid } || cube.Schema is not { X: { } otherX, Y: { } otherY }) return cube;
        if (x.Name != otherX.Name || y.Name != otherY.Name || (wanted.Crs is null) != (cube.Schema.Crs is null)) return cube;
        return Positions(x, otherX) is null || Positions(y, otherY) is null ? WarpedCube.Of(cube, grid, Resampling.Near, rasters) : cube;
    }

    /// <summary>True when two systems are the same or one is unknown.</summary>
    public static bool SameCrs(string? a, string? b) => a is null || b is null || a.Equals(b, StringComparison.OrdinalIgnoreCase);

    /// <summary>A label as what it means: an instant however it is written, else itself.</summary>
    public static Value Key(Dimension dimension, int index) =>
        dimension.Type == DimensionType.Temporal && dimension.Label(index) is StringValue text && Temporal.TryParse(text.Value, out var instant)
            ? new StringValue(Temporal.Format(instant))
            : dimension.Label(index);

    static int[]? OnGrid(SpatialDimension wanted, SpatialDimension offered)
    {
        // A single cell has no neighbour to tell its size from: the other axis decides.
        var step = Math.Abs(offered.Size > 1 || wanted.Size <= 1 ? offered.Step : wanted.Step);
        var sizesDiffer = wanted.Size > 1 && offered.Size > 1 && !Grid.SameStep(step, Math.Abs(wanted.Step), Math.Max(wanted.Size, offered.Size));
        if (wanted.Axis != offered.Axis || !SameCrs(wanted.Crs, offered.Crs) || sizesDiffer) return null;
        var positions = new int[wanted.Size];
        for (var i = 0; i < positions.Length; i++)
        {
            var exact = (wanted.Centre(i) - offered.First) / (step * Math.Sign(offered.Step));
            var nearest = Math.Round(exact);
            if (Math.Abs(exact - nearest) > Grid.Tolerance) return null;
            positions[i] = nearest >= 0 && nearest < offered.Size ? (int)nearest : -1;
        }
        return positions;
    }
}
