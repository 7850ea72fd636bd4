using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// Another cube on another pixel grid. A window reads the part of the input under it and as much around as the resampling method looks at; the raster library
/// warps it slice by slice. Axes may be in any order.
/// </summary>
sealed class WarpedCube : RasterCube
{
    readonly Grid grid;
    readonly Resampling method;
    readonly IRasterLibrary rasters;
    readonly int x, y;

    WarpedCube(RasterCube input, Grid grid, Resampling method, IRasterLibrary rasters) : base(On(input.Schema, grid), input)
    {
        (this.grid, this.method, this.rasters) = (grid, method, rasters);
        (x, y) = (Schema.IndexOf(Schema.X), Schema.IndexOf(Schema.Y));
    }

    /// <summary>
    /// The cube on a grid. Integers without a no-data value become floats, so that pixels without source can be told from zero; so do sums, which the
    /// integer type may not hold.
    /// </summary>
    /// <param name="input">A cube with both horizontal axes.</param>
    /// <param name="grid">The target; its CRS is known when the cube's is, and only then.</param>
    /// <param name="method">How pixels are computed.</param>
    /// <param name="rasters">What warps.</param>
    public static RasterCube Of(RasterCube input, Grid grid, Resampling method, IRasterLibrary rasters)
    {
        var element = input.Schema.Element;
        if (!element.IsFloat && (input.Schema.NoData is null || method == Resampling.Sum)) input = Conversions.To(input, element.Arithmetic, double.NaN);
        return new WarpedCube(input, grid, method, rasters);
    }

    public override bool ComputesWholeWindows => true;

    public override bool KeepsBlocks => false;

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        if (dimension != x && dimension != y) return new WarpedCube(Inputs[0].Select(dimension, indices), grid, method, rasters);
        for (var i = 1; i < indices.Length; i++)
            if (indices[i] != indices[0] + i) return base.Choose(dimension, indices);
        if (indices.Length == 0) return base.Choose(dimension, indices);
        var part = dimension == x ? grid.Crop(indices[0], 0, indices.Length, grid.Height) : grid.Crop(0, indices[0], grid.Width, indices.Length);
        return new WarpedCube(Inputs[0], part, method, rasters);
    }

    public override Window?[] InputWindows(Window window)
    {
        var (source, target) = (Inputs[0].Schema.Grid!, TargetOf(window));
        if (source.Width == 0 || source.Height == 0 || window.IsEmpty) return [null];
        var bounds = target.Bounds;
        if (source.Crs is { } from && target.Crs is { } to && !Alignment.SameCrs(from, to)) bounds = rasters.Transform(bounds, to, from);
        var columns = Range(source.OriginX, source.StepX, source.Width, bounds.West, bounds.East, target.Width);
        var rows = Range(source.OriginY, source.StepY, source.Height, bounds.South, bounds.North, target.Height);
        return [columns.Count == 0 || rows.Count == 0 ? null : window.With(x, columns.Start, columns.Count).With(y, rows.Start, rows.Count)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        if (inputs[0] is not { } block || InputWindows(window)[0] is not { } needed)
        {
            BlockCopy.Fill(target, Schema.NoData ?? 0);
            return;
        }
        var (from, to) = (Inputs[0].Schema.Grid!.Crop(needed.Start[x], needed.Start[y], needed.Count[x], needed.Count[y]), TargetOf(window));
        var position = new Window(new int[window.Count.Length], [.. window.Count.Select(_ => 1)]);
        do
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rasters.Warp(Plane(block, position), from, Plane(target, position), to, Schema.Element.IsFloat ? null : Schema.NoData, method);
        }
        while (Next(position.Start, window.Count));
    }

    Grid TargetOf(Window window) => grid.Crop(window.Start[x], window.Start[y], window.Count[x], window.Count[y]);

    /// <summary>The rows and columns at a position of the other dimensions, as [y, x].</summary>
    Block Plane(Block block, Window position) => block.Slice(position).View([block.Shape[y], block.Shape[x]], [block.Strides[y], block.Strides[x]]);

    /// <summary>Goes to the next position of the dimensions other than x and y; false after the last.</summary>
    bool Next(int[] position, int[] count)
    {
        for (var d = position.Length - 1; d >= 0; d--)
        {
            if (d == x || d == y) continue;
            if (++position[d] < count[d]) return true;
            position[d] = 0;
        }
        return false;
    }

    /// <summary>
    /// The source's cells between two coordinates, with what the method looks at around them. A window beyond a projection's domain takes them all.
    /// </summary>
    (int Start, int Count) Range(double origin, double step, int size, double low, double high, int target)
    {
        var (from, to) = ((low - origin) / step, (high - origin) / step);
        if (!double.IsFinite(from) || !double.IsFinite(to)) return (0, size);
        if (step < 0) (from, to) = (to, from);
        // Where pixels become larger, methods look at as many more of the source's.
        var margin = Math.Ceiling(Radius * Math.Max(1, (to - from) / target)) + 2;
        var (first, end) = (Math.Max(Math.Floor(from - margin), 0), Math.Min(Math.Ceiling(to + margin), size));
        return first < end ? ((int)first, (int)(end - first)) : (0, 0);
    }

    double Radius => method switch
    {
        Resampling.Near => 0.5,
        Resampling.Cubic or Resampling.CubicSpline => 2,
        Resampling.Lanczos => 3,
        _ => 1,
    };

    static CubeSchema On(CubeSchema schema, Grid grid) => schema with
    {
        Dimensions =
        [
            .. schema.Dimensions.Select(dimension => dimension switch
            {
                _ when dimension == schema.X => new SpatialDimension(dimension.Name, 'x', grid.OriginX + grid.StepX / 2, grid.StepX, grid.Width, grid.Crs),
                _ when dimension == schema.Y => new SpatialDimension(dimension.Name, 'y', grid.OriginY + grid.StepY / 2, grid.StepY, grid.Height, grid.Crs),
                _ => dimension,
            }),
        ],
    };
}
