using System.Numerics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A cube whose cells are computed plane by plane from a cell's neighbours along the horizontal axes. A window asks its input for a margin; what lies beyond
/// the edges of the plane is made up by a rule, the same for every window.
/// </summary>
abstract class FocalCube : RasterCube
{
    readonly int x, y;

    protected FocalCube(CubeSchema schema, RasterCube input) : base(schema, input) =>
        (x, y) = (schema.IndexOf(schema.X), schema.IndexOf(schema.Y));

    /// <summary>Rows that are computed from a margin anew for each strip would cost more than they save.</summary>
    public override bool ComputesWholeWindows => true;

    /// <summary>Rows above and below, and columns left and right, that a cell depends on.</summary>
    protected abstract (int Rows, int Columns) Margin { get; }

    /// <summary>What lies beyond the edges.</summary>
    protected abstract Border Border { get; }

    /// <summary>The value beyond the edges when that is a constant.</summary>
    protected virtual double Outside => double.NaN;

    /// <summary>Elements from one row to the next in the memory that <see cref="Plane"/> works on; at least the columns with their margin.</summary>
    protected abstract int Stride<T>(int columns) where T : unmanaged;

    /// <summary>Elements of scratch memory that <see cref="Plane"/> wants.</summary>
    protected virtual int ScratchLength(int rows, int stride) => 0;

    /// <summary>The same operator over another input.</summary>
    protected abstract RasterCube Over(CubeSchema schema, RasterCube input);

    /// <summary>
    /// Computes a plane from its cells with their margin; no-data is NaN in both. Rows lie <paramref name="stride"/> elements apart; the plane begins with the
    /// row <paramref name="firstRow"/> of the cube.
    /// </summary>
    protected abstract void Plane<T>(Span<T> source, Span<T> target, Span<T> scratch, int rows, int columns, int stride, int firstRow)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;

    protected override RasterCube Choose(int dimension, int[] indices) => dimension == x || dimension == y ? base.Choose(dimension, indices)
        : Over(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Inputs[0].Select(dimension, indices));

    public override Window?[] InputWindows(Window window)
    {
        if (window.IsEmpty) return [null];
        var rows = Border.Inside(window.Start[y] - Margin.Rows, window.Start[y] + window.Count[y] + Margin.Rows, Schema.Dimensions[y].Count);
        var columns = Border.Inside(window.Start[x] - Margin.Columns, window.Start[x] + window.Count[x] + Margin.Columns, Schema.Dimensions[x].Count);
        return [window.With(y, rows.Start, rows.Count).With(x, columns.Start, columns.Count)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        if (Schema.Element == ElementType.Float64 || Inputs[0].Schema.Element.Arithmetic == ElementType.Float64)
            Run<double>(ElementType.Float64, window, inputs[0]!, target, context);
        else Run<float>(ElementType.Float32, window, inputs[0]!, target, context);
    }

    void Run<T>(ElementType element, Window window, Block input, Block target, ComputeContext context)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var (rows, columns) = (window.Count[y], window.Count[x]);
        var stride = Stride<T>(columns);
        var (sourceLength, resultLength) = (checked((rows + 2 * Margin.Rows) * stride), rows * stride);
        var length = checked(sourceLength + resultLength + ScratchLength(rows, stride));
        using var memory = context.Pool.Rent(element, length);
        var all = memory.Span<T>(0, length);
        var source = all[..sourceLength];
        var result = all.Slice(sourceLength, resultLength);
        var scratch = all[(sourceLength + resultLength)..];
        var read = InputWindows(window)[0]!;
        foreach (var (from, to) in Planes(window, input, target))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Fill(source, window, read, input, from, stride);
            Plane(source, result, scratch, rows, columns, stride, window.Start[y]);
            for (var row = 0; row < rows; row++)
                Conversion.Store<T>(result.Slice(row * stride, columns), target, to + (long)row * target.Strides[y], target.Strides[x], Schema.NoData);
        }
    }

    /// <summary>Where each plane begins in both blocks.</summary>
    IEnumerable<(long From, long To)> Planes(Window window, Block input, Block target)
    {
        var position = new int[window.Count.Length];
        while (true)
        {
            yield return (input.OffsetOf(position), target.OffsetOf(position));
            var d = position.Length - 1;
            for (; d >= 0; d--)
            {
                if (d == x || d == y) continue;
                if (++position[d] < window.Count[d]) break;
                position[d] = 0;
            }
            if (d < 0) yield break;
        }
    }

    void Fill<T>(Span<T> source, Window window, Window read, Block input, long plane, int stride) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var (height, width, noData) = (Schema.Dimensions[y].Count, Schema.Dimensions[x].Count, Inputs[0].Schema.NoData);
        var (left, outside) = (window.Start[x] - Margin.Columns, T.CreateTruncating(Outside));
        var columns = window.Count[x] + 2 * Margin.Columns;
        for (var row = 0; row < window.Count[y] + 2 * Margin.Rows; row++)
        {
            var line = source.Slice(row * stride, stride);
            var inside = Border.Inside(window.Start[y] - Margin.Rows + row, height);
            if (inside < 0)
            {
                line.Fill(outside);
                continue;
            }
            var start = plane + (long)(inside - read.Start[y]) * input.Strides[y];
            var (first, end) = (Math.Max(left, 0), Math.Min(left + columns, width));
            Conversion.Load(input, start + (long)(first - read.Start[x]) * input.Strides[x], input.Strides[x], end - first, noData, line[(first - left)..]);
            for (var i = 0; i < columns; i++)
            {
                if (i == first - left) i = end - left;
                if (i >= columns) break;
                var at = Border.Inside(left + i, width);
                if (at < 0) line[i] = outside;
                else Conversion.Load(input, start + (long)(at - read.Start[x]) * input.Strides[x], 1, 1, noData, line.Slice(i, 1));
            }
            line[columns..].Clear();
        }
    }
}
