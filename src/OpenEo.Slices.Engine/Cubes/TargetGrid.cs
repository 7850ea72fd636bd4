namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Pixel grids for resampling, from what a user says of them.</summary>
static class TargetGrid
{
    /// <summary>
    /// A grid of another pixel size in the same CRS that keeps one corner of the extent. It has the pixels whose centres lie in the extent.
    /// </summary>
    public static Grid Resized(Grid grid, double width, double height, bool left, bool upper)
    {
        var bounds = grid.Bounds;
        var (columns, rows) = (Count(bounds.East - bounds.West, width), Count(bounds.North - bounds.South, height));
        var west = left ? bounds.West : bounds.East - columns * width;
        var north = upper ? bounds.North : bounds.South + rows * height;
        return new Grid(
            grid.Crs, grid.StepX > 0 ? west : west + columns * width, grid.StepY < 0 ? north : north - rows * height,
            Math.CopySign(width, grid.StepX), Math.CopySign(height, grid.StepY), columns, rows);
    }

    /// <summary>
    /// A north-up grid in another CRS that covers the whole extent, with its corners at multiples of the pixel size. Sizes of 0 become that of square pixels
    /// which are as many along the diagonal as before.
    /// </summary>
    public static Grid Projected(Grid grid, string crs, BoundingBox bounds, double width, double height)
    {
        var size = double.Hypot(bounds.East - bounds.West, bounds.North - bounds.South) / double.Hypot(grid.Width, grid.Height);
        var (x, y) = (width > 0 ? width : size, height > 0 ? height : size);
        var (west, east) = Snapped(bounds.West, bounds.East, x);
        var (south, north) = Snapped(bounds.South, bounds.North, y);
        return new Grid(crs, west * x, north * y, x, -y, Whole(east - west), Whole(north - south));
    }

    /// <summary>The lines of a lattice that enclose an extent; a line that the extent misses by rounding only is taken.</summary>
    static (double Low, double High) Snapped(double low, double high, double size) =>
        (Math.Floor(low / size + Grid.Tolerance), Math.Ceiling(high / size - Grid.Tolerance));

    static int Count(double extent, double size) => Whole(Math.Max(1, Math.Round(extent / size, MidpointRounding.AwayFromZero)));

    static int Whole(double count) => count is >= 1 and <= int.MaxValue ? (int)count : throw new OverflowException("The grid has too many pixels.");
}
