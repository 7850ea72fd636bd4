namespace OpenEo.Slices.Engine.Blocks;

/// <summary>Moves and fills cells of blocks that may have gaps.</summary>
public static class BlockCopy
{
    /// <summary>Copies cells between blocks of the same shape and element type, whatever their strides.</summary>
    public static void Copy(Block source, Block target)
    {
        switch (source.Element.Size)
        {
            case 1: Copy<byte>(source, target); break;
            case 2: Copy<ushort>(source, target); break;
            case 4: Copy<uint>(source, target); break;
            default: Copy<ulong>(source, target); break;
        }
    }

    /// <summary>Sets every cell to a value, converted to the block's element type.</summary>
    public static void Fill(Block block, double value)
    {
        ForEachRow(block.Shape, position =>
        {
            var row = block.OffsetOf(position);
            var count = RowLength(block.Shape);
            switch (block.Element)
            {
                case ElementType.Boolean or ElementType.UInt8: FillRow(block, row, count, byte.CreateSaturating(value)); break;
                case ElementType.Int8: FillRow(block, row, count, sbyte.CreateSaturating(value)); break;
                case ElementType.UInt16: FillRow(block, row, count, ushort.CreateSaturating(value)); break;
                case ElementType.Int16: FillRow(block, row, count, short.CreateSaturating(value)); break;
                case ElementType.UInt32: FillRow(block, row, count, uint.CreateSaturating(value)); break;
                case ElementType.Int32: FillRow(block, row, count, int.CreateSaturating(value)); break;
                case ElementType.Float32: FillRow(block, row, count, (float)value); break;
                default: FillRow(block, row, count, value); break;
            }
        });
    }

    /// <summary>Visits the first cell of each row (all dimensions but the last) in C order.</summary>
    public static void ForEachRow(int[] shape, Action<int[]> visit)
    {
        if (shape.Any(count => count == 0)) return;
        var position = new int[shape.Length];
        while (true)
        {
            visit(position);
            var d = shape.Length - 2;
            while (d >= 0 && ++position[d] == shape[d]) position[d--] = 0;
            if (d < 0) return;
        }
    }

    /// <summary>
    /// Visits the rows of a window of a whole of some shape: where a row begins in the window, which cell of the whole that is in C order, and how many cells
    /// the row has.
    /// </summary>
    public static void ForEachRow(Window window, int[] shape, Action<int[], long, int> visit) => ForEachRow(window.Count, position =>
    {
        var cell = 0L;
        for (var d = 0; d < position.Length; d++) cell = cell * shape[d] + window.Start[d] + position[d];
        visit(position, cell, RowLength(window.Count));
    });

    static void Copy<T>(Block source, Block target) where T : unmanaged
    {
        var walk = new StridedWalk(source.Shape, 2);
        walk.Set(0, 0, source.Strides);
        walk.Set(1, 0, target.Strides);
        if (source.Shape.Any(count => count == 0)) return;
        walk.Coalesce();
        do
        {
            var (from, to, count) = (walk.RowStride(0), walk.RowStride(1), walk.RowLength);
            if (from == 1 && to == 1) source.Span<T>(walk.Offset(0, 0), count).CopyTo(target.Span<T>(walk.Offset(1, 0), count));
            else
                for (var i = 0; i < count; i++) target.Span<T>(walk.Offset(1, i), 1)[0] = source.Span<T>(walk.Offset(0, i), 1)[0];
        }
        while (walk.NextRow());
    }

    static int RowLength(int[] shape) => shape.Length == 0 ? 1 : shape[^1];

    static int RowStride(Block block) => block.Strides.Length == 0 ? 1 : block.Strides[^1];

    static void FillRow<T>(Block block, long row, int count, T value) where T : unmanaged
    {
        if (RowStride(block) == 1) block.Span<T>(row, count).Fill(value);
        else
            for (var i = 0; i < count; i++) block.Span<T>(row + (long)i * RowStride(block), 1)[0] = value;
    }
}
