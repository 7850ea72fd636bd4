using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// A cube of files: <c>[t, …, bands, y, x]</c>, for each time, further label and band one raster or several that are mosaicked (the first with data wins).
/// Rasters on the
/// cube's own pixel grid are read in place; others are warped to it, nearest neighbour.
/// </summary>
sealed class SourceCube : RasterCube, IPlaneSource
{
    readonly IRasterLibrary library;
    readonly SourceRaster[][] layers;
    readonly Grid grid;

    // Positions of the last two dimensions, and by how much the number of a layer grows along each of the others.
    readonly int yAt, xAt;
    readonly int[] steps;

    // Where the first cell is in the source as it was loaded, of which this may be a part.
    readonly int left, top;

    /// <param name="schema">Dimensions, of which y and x are the last.</param>
    /// <param name="library">Reads and warps.</param>
    /// <param name="layers">Rasters along the other dimensions, the last one fastest.</param>
    public SourceCube(CubeSchema schema, IRasterLibrary library, SourceRaster[][] layers) : this(schema, library, layers, 0, 0)
    {
    }

    SourceCube(CubeSchema schema, IRasterLibrary library, SourceRaster[][] layers, int left, int top) : base(schema)
    {
        (yAt, xAt) = (schema.Dimensions.Count - 2, schema.Dimensions.Count - 1);
        steps = Block.DenseStrides(schema.Shape[..yAt]);
        (this.library, this.layers, this.left, this.top) = (library, layers, left, top);
        grid = schema.Grid!;
    }

    /// <summary>Which coefficient of radar backscatter the values are, by the metadata of items or collection; null when they do not say.</summary>
    public string? Backscatter { get; internal set; }

    protected override IEnumerable<SourceItem> OwnSources() =>
        layers.SelectMany(rasters => rasters).Select(raster => raster.Item).Distinct();

    protected override (DateTimeOffset Start, DateTimeOffset End)? OwnInterval()
    {
        var instants = (Schema.Find(DimensionType.Temporal)?.Labels ?? []).OfType<StringValue>()
            .Select(label => Temporal.TryParse(label.Value, out var instant) ? instant : (DateTimeOffset?)null).OfType<DateTimeOffset>()
            .Where(instant => instant != default).ToList();   // what has no time lies at none
        return instants.Count == 0 ? null : (instants.Min(), instants.Max());
    }

    protected override BlockLayout? OwnBlocks()
    {
        if (layers.SelectMany(rasters => rasters).FirstOrDefault() is not { } first) return null;
        var info = library.Describe(first.Location);
        var (x, y) = grid.OffsetIn(first.Grid);
        return new BlockLayout(info.BlockWidth, info.BlockHeight, Modulo((int)Math.Round(x), info.BlockWidth), Modulo((int)Math.Round(y), info.BlockHeight));
    }

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        for (var i = 1; dimension >= yAt && i < indices.Length; i++)
            if (indices[i] != indices[i - 1] + 1) return base.Choose(dimension, indices);
        var schema = Schema.With(dimension, Schema.Dimensions[dimension].Select(indices));
        if (dimension < yAt)
            return new SourceCube(schema, library, [.. Numbers(schema.Shape[..yAt]).Select(position =>
            {
                position[dimension] = indices[position[dimension]];
                return layers[NumberOf(position)];
            })], left, top) { Backscatter = Backscatter };
        var (x, y) = (dimension == xAt && indices.Length > 0 ? indices[0] : 0, dimension == yAt && indices.Length > 0 ? indices[0] : 0);
        return new SourceCube(schema, library, layers, left + x, top + y) { Backscatter = Backscatter };
    }

    public override RasterCube? FromOverviews(double acrossX, double acrossY)
    {
        if (OverviewSearch.Find(grid, layers, library, acrossX, acrossY) is not var (on, coarser)) return null;
        var schema = Schema.With(yAt, new SpatialDimension(Schema.Dimensions[yAt].Name, 'y', on.OriginY + on.StepY / 2, on.StepY, on.Height, on.Crs))
            .With(xAt, new SpatialDimension(Schema.Dimensions[xAt].Name, 'x', on.OriginX + on.StepX / 2, on.StepX, on.Width, on.Crs));
        return new SourceCube(schema, library, coarser) { Backscatter = Backscatter };
    }

    public override Window?[] InputWindows(Window window) => [];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var positions = Numbers(window.Count[..yAt]).ToArray();
        ManyAtOnce.Do(positions.Length, context.Threads, i =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var cells = target.Slice(new Window([.. positions[i], 0, 0], [.. positions[i].Select(_ => 1), window.Count[yAt], window.Count[xAt]]))
                .View([window.Count[yAt], window.Count[xAt]], [target.Strides[yAt], target.Strides[xAt]]);
            var plane = PlaneOf(window, positions[i]);
            if (context.Planes?.TryCopy(plane, cells) == true) return;
            Read((SourceRaster[])plane.Layer, window.Start[xAt], window.Start[yAt], cells, context.Pool);
            context.Planes?.Offer(plane, cells);
        });
    }

    public IEnumerable<Plane> PlanesOf(Window window) =>
        Numbers(window.Count[..yAt]).Select(position => PlaneOf(window, position)).Where(plane => ((SourceRaster[])plane.Layer).Length > 0);

    public IEnumerable<RasterRead> ReadsOf(Window window) =>
        from position in Numbers(window.Count[..yAt])
        from raster in (SourceRaster[])PlaneOf(window, position).Layer
        let part = PartOf(raster, window.Start[xAt], window.Start[yAt], window.Count[xAt], window.Count[yAt])
        where part is not null
        select new RasterRead(raster.Location, raster.Band, part.Value.X, part.Value.Y, part.Value.Width, part.Value.Height);

    Plane PlaneOf(Window window, int[] position) =>
        new(layers[NumberOf(position) + NumberOf(window.Start.AsSpan(0, yAt))], left + window.Start[xAt], top + window.Start[yAt], window.Count[xAt],
            window.Count[yAt]);

    int NumberOf(ReadOnlySpan<int> position)
    {
        var number = 0;
        for (var i = 0; i < position.Length; i++) number += position[i] * steps[i];
        return number;
    }

    // All positions in a shape, the last dimension fastest; each an array of its own.
    static IEnumerable<int[]> Numbers(int[] shape)
    {
        if (shape.Contains(0)) yield break;
        var position = new int[shape.Length];
        for (var d = 0; d >= 0;)
        {
            yield return [.. position];
            for (d = shape.Length - 1; d >= 0 && ++position[d] == shape[d]; d--) position[d] = 0;
        }
    }

    void Read(SourceRaster[] rasters, int x, int y, Block plane, BlockPool pool)
    {
        var (height, width) = (plane.Shape[0], plane.Shape[1]);
        foreach (var raster in rasters) raster.Verify(library);
        if (rasters.Length == 1 && !rasters[0].IsMasked && rasters[0].Grid.IsAlignedWith(grid) && SameValues(rasters[0]))
        {
            var (left, top) = Pixels(rasters[0].Grid, x, y);
            if (left >= 0 && top >= 0 && left + width <= rasters[0].Grid.Width && top + height <= rasters[0].Grid.Height)
            {
                library.Read(rasters[0].Location, rasters[0].Band, left, top, plane);
                return;
            }
        }
        BlockCopy.Fill(plane, Schema.NoData ?? 0);
        // Later rasters are painted first, so that the first one with data is seen.
        foreach (var raster in rasters.Reverse()) Paint(raster, x, y, plane, pool);
    }

    void Paint(SourceRaster raster, int x, int y, Block plane, BlockPool pool)
    {
        if (!raster.Grid.IsAlignedWith(grid))
        {
            Warp(raster, x, y, plane, pool);
            return;
        }
        if (PartOf(raster, x, y, plane.Shape[1], plane.Shape[0]) is not { } part) return;
        var (left, top) = Pixels(raster.Grid, x, y);
        using var read = ReadPart(raster, part, pool);
        Over(read, NoDataOf(raster), plane.Slice(new Window([part.Y - top, part.X - left], [part.Height, part.Width])));
    }

    void Warp(SourceRaster raster, int x, int y, Block plane, BlockPool pool)
    {
        if (PartOf(raster, x, y, plane.Shape[1], plane.Shape[0]) is not { } part) return;
        var wanted = grid.Crop(x, y, plane.Shape[1], plane.Shape[0]);
        using var read = ReadPart(raster, part, pool);
        var noData = NoDataOf(raster) ?? (read.Element.IsFloat ? double.NaN : null);
        using var warped = pool.Rent(read.Element, plane.Shape);
        library.Warp(read, raster.Grid.Crop(part.X, part.Y, part.Width, part.Height), warped, wanted, noData, Resampling.Near);
        Over(warped, noData, plane);
    }

    static double? NoDataOf(SourceRaster raster) => raster.IsMasked ? double.NaN : raster.NoData;

    /// <summary>Cells of a raster; of one with a mask as floating-point numbers, with NaN where the mask hides them.</summary>
    Block ReadPart(SourceRaster raster, (int X, int Y, int Width, int Height) part, BlockPool pool)
    {
        var cells = pool.Rent(raster.IsMasked ? ElementType.Float64 : raster.Element, part.Height, part.Width);
        library.Read(raster.Location, raster.Band, part.X, part.Y, cells);
        if (!raster.IsMasked) return cells;
        using var mask = pool.Rent(ElementType.UInt8, part.Height, part.Width);
        library.ReadMask(raster.Location, raster.Band, part.X, part.Y, mask);
        var values = cells.Span<double>(0, part.Height * part.Width);
        var valid = mask.Span<byte>(0, part.Height * part.Width);
        for (var i = 0; i < values.Length; i++)
            if (valid[i] == 0 || values[i] == raster.NoData) values[i] = double.NaN;
        return cells;
    }

    /// <summary>The pixels of a raster that a window of the grid needs; null for none.</summary>
    (int X, int Y, int Width, int Height)? PartOf(SourceRaster raster, int x, int y, int width, int height)
    {
        if (!raster.Grid.IsAlignedWith(grid))
        {
            var wanted = grid.Crop(x, y, width, height).Bounds;
            return Covering(raster.Grid, raster.Grid.Crs is { } from && grid.Crs is { } to && from != to ? library.Transform(wanted, to, from) : wanted);
        }
        var (left, top) = Pixels(raster.Grid, x, y);
        var (fromX, fromY) = (Math.Max(left, 0), Math.Max(top, 0));
        var (right, bottom) = (Math.Min(left + width, raster.Grid.Width), Math.Min(top + height, raster.Grid.Height));
        return fromX < right && fromY < bottom ? (fromX, fromY, right - fromX, bottom - fromY) : null;
    }

    /// <summary>Copies valid cells over a plane, with the cube's element type and no-data.</summary>
    void Over(Block source, double? sourceNoData, Block target)
    {
        var (count, row, old) = (target.Shape[1], new double[target.Shape[1]], new double[target.Shape[1]]);
        for (var y = 0; y < target.Shape[0]; y++)
        {
            Conversion.Load<double>(source, source.OffsetOf([y, 0]), source.Strides[1], count, sourceNoData, row);
            Conversion.Load<double>(target, target.OffsetOf([y, 0]), target.Strides[1], count, Schema.NoData, old);
            for (var x = 0; x < count; x++)
                if (double.IsNaN(row[x])) row[x] = old[x];
            Conversion.Store<double>(row, target, target.OffsetOf([y, 0]), target.Strides[1], Schema.NoData);
        }
    }

    /// <summary>
    /// True when the file's cells can be taken as they are: the same no-data, or floats, whose declared no-data becomes NaN only if there is none.
    /// </summary>
    bool SameValues(SourceRaster raster) => Schema.Element.IsFloat ? raster.NoData is null or double.NaN : Nullable.Equals(raster.NoData, Schema.NoData);

    (int X, int Y) Pixels(Grid other, int x, int y)
    {
        var (offsetX, offsetY) = grid.OffsetIn(other);
        return ((int)Math.Round(offsetX) + x, (int)Math.Round(offsetY) + y);
    }

    /// <summary>The pixels of a grid that hold a box, with a margin of two, cut at the grid's edge; null when there are none.</summary>
    static (int X, int Y, int Width, int Height)? Covering(Grid grid, BoundingBox box)
    {
        var (x0, x1) = ((box.West - grid.OriginX) / grid.StepX, (box.East - grid.OriginX) / grid.StepX);
        var (y0, y1) = ((box.North - grid.OriginY) / grid.StepY, (box.South - grid.OriginY) / grid.StepY);
        var (left, right) = ((int)Math.Clamp(Math.Floor(Math.Min(x0, x1)) - 2, 0, grid.Width),
            (int)Math.Clamp(Math.Ceiling(Math.Max(x0, x1)) + 2, 0, grid.Width));
        var (top, bottom) = ((int)Math.Clamp(Math.Floor(Math.Min(y0, y1)) - 2, 0, grid.Height),
            (int)Math.Clamp(Math.Ceiling(Math.Max(y0, y1)) + 2, 0, grid.Height));
        return left < right && top < bottom ? (left, top, right - left, bottom - top) : null;
    }

    static int Modulo(int value, int by) => ((value % by) + by) % by;
}
