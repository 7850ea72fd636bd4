using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>How the horizontal axes of a cube are cut into pieces of equal size, from a place on that may lie outside: beyond the edges is no-data.</summary>
/// <param name="Width">Columns of a piece.</param>
/// <param name="Height">Rows of a piece.</param>
/// <param name="Left">First column of the first piece.</param>
/// <param name="Top">First row of the first piece.</param>
sealed record Pieces(int Width, int Height, int Left, int Top)
{
    /// <summary>The axis whose cells are the pieces.</summary>
    public static SpatialDimension Axis(SpatialDimension axis, int size, int first, int count) =>
        axis with { First = axis.Centre(0) + axis.Step * (first + (size - 1) / 2d), Step = axis.Step * size, Size = count };
}

/// <summary>
/// A cube cut into pieces: its first dimension is new and runs over the cells of a piece, row by row; along the horizontal axes lie the pieces.
/// </summary>
sealed class PiecesCube : RasterCube
{
    readonly Pieces pieces;
    readonly int x, y;

    /// <param name="schema">The input's, with pieces in place of cells and one more dimension at the front.</param>
    /// <param name="input">Can hold no-data when pieces reach beyond its edges.</param>
    /// <param name="pieces">How it is cut.</param>
    public PiecesCube(CubeSchema schema, RasterCube input, Pieces pieces) : base(schema, input)
    {
        this.pieces = pieces;
        (x, y) = (input.Schema.IndexOf(input.Schema.X), input.Schema.IndexOf(input.Schema.Y));
    }

    public override bool KeepsBlocks => false;

    public override Window?[] InputWindows(Window window)
    {
        if (window.IsEmpty) return [null];
        var (rows, columns) = (Range(y, pieces.Top, pieces.Height, window), Range(x, pieces.Left, pieces.Width, window));
        if (rows.Count <= 0 || columns.Count <= 0) return [null];
        return [new Window(window.Start[1..], window.Count[1..]).With(y, rows.Start, rows.Count).With(x, columns.Start, columns.Count)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var (read, whole) = (InputWindows(window)[0], new Window(new int[window.Count.Length], window.Count));
        for (var k = 0; k < window.Count[0]; k++)
        {
            var cell = window.Start[0] + k;
            var slice = whole.With(0, k, 1);
            var rows = Valid(y, pieces.Top + cell / pieces.Width, pieces.Height, window);
            var columns = Valid(x, pieces.Left + cell % pieces.Width, pieces.Width, window);
            if (rows.Count < window.Count[y + 1] || columns.Count < window.Count[x + 1]) BlockCopy.Fill(target.Slice(slice), Schema.NoData ?? 0);
            if (rows.Count <= 0 || columns.Count <= 0 || read is null) continue;
            var part = slice.With(y + 1, rows.First - window.Start[y + 1], rows.Count).With(x + 1, columns.First - window.Start[x + 1], columns.Count);
            var from = new Window(new int[read.Start.Length], read.Count)
                .With(y, rows.Cell - read.Start[y], 1).With(x, columns.Cell - read.Start[x], 1);
            int[] strides = [0, .. inputs[0]!.Strides.Select((stride, d) => d == y ? stride * pieces.Height : d == x ? stride * pieces.Width : stride)];
            BlockCopy.Copy(inputs[0]!.Slice(from).View(part.Count, strides), target.Slice(part));
        }
    }

    protected override RasterCube Choose(int dimension, int[] indices) => dimension == 0 || dimension == x + 1 || dimension == y + 1
        ? base.Choose(dimension, indices)
        : new PiecesCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Inputs[0].Select(dimension - 1, indices), pieces);

    (int Start, int Count) Range(int axis, int first, int size, Window window)
    {
        var start = Math.Max(first + window.Start[axis + 1] * size, 0);
        return (start, Math.Min(first + (window.Start[axis + 1] + window.Count[axis + 1]) * size, Inputs[0].Schema.Dimensions[axis].Count) - start);
    }

    /// <summary>The pieces of a window whose cell at a place is inside the cube: the first, how many, and that cell of the first.</summary>
    (int First, int Count, int Cell) Valid(int axis, int offset, int size, Window window)
    {
        var (start, end) = (window.Start[axis + 1], window.Start[axis + 1] + window.Count[axis + 1]);
        var first = Math.Max(start, offset >= 0 ? 0 : (-offset + size - 1) / size);
        var last = Math.Min(end, (Inputs[0].Schema.Dimensions[axis].Count - 1 - offset) / size + 1);
        if (Inputs[0].Schema.Dimensions[axis].Count - 1 < offset) last = first;
        return (first, Math.Max(last - first, 0), first * size + offset);
    }
}
