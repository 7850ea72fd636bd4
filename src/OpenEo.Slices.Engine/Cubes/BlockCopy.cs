
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Moves and fills cells of blocks that may have gaps.</summary>
public static class BlockCopy
{
    /// <summary>Copies cells between blocks of the same shape and element type.</summary>
    public static void Copy(Block source, Block target)
    {
        ForEachRow(source.Shape, position =>
        {
            var (from, to) = (source.OffsetOf(position), target.OffsetOf(position));
            var count = RowLength(source.Shape);
            if (RowStride(source) == 1 && RowStride(target) == 1) source.Bytes(from, count).CopyTo(target.Bytes(to, count));
            else
                for (var i = 0; i < count; i++)
                    source.Bytes(from + (long)i * RowStride(source), 1).CopyTo(target.Bytes(to + (long)i * RowStride(target), 1));
        });
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

    static int RowLength(int[] shape) => shape.Length == 0 ? 1 : shape[^1];

    static int RowStride(Block block) => block.Strides.Length == 0 ? 1 : block.Strides[^1];

    static void FillRow<T>(Block block, long row, int count, T value) where T : unmanaged
    {
        if (RowStride(block) == 1) block.Span<T>(row, count).Fill(value);
        else
            for (var i = 0; i < count; i++) block.Span<T>(row + (long)i * RowStride(block), 1)[0] = value;
    }
}
