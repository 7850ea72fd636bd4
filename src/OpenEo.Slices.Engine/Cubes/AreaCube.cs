using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube of which each cell is computed from all cells of a piece of another one, however large.</summary>
/// <param name="schema">The input's, with pieces in place of cells.</param>
/// <param name="input">The cube that is cut.</param>
/// <param name="pieces">How it is cut.</param>
/// <param name="reduce">The value of a piece: no-data, also that beyond the edges, is NaN. Called from many threads.</param>
sealed class AreaCube(CubeSchema schema, RasterCube input, Pieces pieces, Func<double[], double> reduce) : RasterCube(schema, input)
{
    readonly int x = input.Schema.IndexOf(input.Schema.X), y = input.Schema.IndexOf(input.Schema.Y);

    public override bool ComputesWholeWindows => true;

    public override bool KeepsBlocks => false;

    protected override RasterCube Choose(int dimension, int[] indices) => dimension == x || dimension == y ? base.Choose(dimension, indices)
        : new AreaCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Inputs[0].Select(dimension, indices), pieces, reduce);

    public override Window?[] InputWindows(Window window)
    {
        if (window.IsEmpty) return [null];
        var (rows, columns) = (Range(y, pieces.Top, pieces.Height, window), Range(x, pieces.Left, pieces.Width, window));
        return [window.With(y, rows.Start, rows.Count).With(x, columns.Start, columns.Count)];
    }

    // The pixels of a piece, and those of them that are data.
    public override long ScratchBytes(Window window) => 2L * sizeof(double) * pieces.Width * pieces.Height;

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var (read, cells) = (InputWindows(window)[0]!, new double[pieces.Width * pieces.Height]);
        var position = new int[window.Count.Length];
        while (true)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Gather(window, position, read, inputs[0]!, cells);
            Conversion.Store<double>([reduce(cells)], target, target.OffsetOf(position), 1, Schema.NoData);
            var d = position.Length - 1;
            while (d >= 0 && ++position[d] == window.Count[d]) position[d--] = 0;
            if (d < 0) return;
        }
    }

    void Gather(Window window, int[] position, Window read, Block block, double[] cells)
    {
        var (left, top) = (pieces.Left + (window.Start[x] + position[x]) * pieces.Width, pieces.Top + (window.Start[y] + position[y]) * pieces.Height);
        var (first, end) = (Math.Max(left, 0), Math.Min(left + pieces.Width, Inputs[0].Schema.Dimensions[x].Count));
        int[] at = [.. position];
        (at[x], at[y]) = (first - read.Start[x], 0);
        var start = block.OffsetOf(at);
        Array.Fill(cells, double.NaN);
        for (var row = Math.Max(top, 0); row < Math.Min(top + pieces.Height, Inputs[0].Schema.Dimensions[y].Count); row++)
            Conversion.Load<double>(block, start + (long)(row - read.Start[y]) * block.Strides[y], block.Strides[x], end - first, Inputs[0].Schema.NoData,
                cells.AsSpan((row - top) * pieces.Width + first - left));
    }

    (int Start, int Count) Range(int axis, int first, int size, Window window)
    {
        var start = Math.Max(first + window.Start[axis] * size, 0);
        return (start, Math.Min(first + (window.Start[axis] + window.Count[axis]) * size, Inputs[0].Schema.Dimensions[axis].Count) - start);
    }
}
