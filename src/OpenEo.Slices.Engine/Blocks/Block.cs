namespace OpenEo.Slices.Engine.Blocks;

/// <summary>
/// The cells of one window in memory, in native memory of a <see cref="BlockPool"/>. C order: the last dimension is contiguous. A block from
/// the pool is dense; a <see cref="Slice"/> of it shares the memory and may have gaps between rows.
/// </summary>
public sealed unsafe class Block : IDisposable
{
    readonly BlockPool? pool;
    readonly byte* memory;

    internal Block(BlockPool? pool, byte* memory, long capacity, ElementType element, int[] shape, int[] strides)
    {
        this.memory = memory;
        (this.pool, Capacity, Element, Shape, Strides) = (pool, capacity, element, shape, strides);
    }

    /// <summary>What the cells are stored as.</summary>
    public ElementType Element { get; }

    /// <summary>Number of cells along each dimension.</summary>
    public int[] Shape { get; }

    /// <summary>Distance in elements between neighbours along each dimension.</summary>
    public int[] Strides { get; }

    /// <summary>Number of cells.</summary>
    public long Cells => Shape.Aggregate(1L, (cells, count) => cells * count);

    /// <summary>Address of the first cell, for GDAL and kernels.</summary>
    public nint Address => (nint)memory;

    /// <summary>True when the cells lie without gaps in C order.</summary>
    public bool IsDense => Strides.AsSpan().SequenceEqual(DenseStrides(Shape));

    internal long Capacity { get; }

    /// <summary>All cells of a dense block.</summary>
    /// <exception cref="InvalidOperationException">The block has gaps, or T has another size than the elements.</exception>
    public Span<T> Cells1D<T>() where T : unmanaged
    {
        if (!IsDense) throw new InvalidOperationException("A slice has gaps: go row by row.");
        return Span<T>(0, checked((int)Cells));
    }

    /// <summary>A run of cells starting at an element offset from the first cell.</summary>
    public Span<T> Span<T>(long offset, int length) where T : unmanaged
    {
        if (sizeof(T) != Element.Size) throw new InvalidOperationException($"The block holds {Element}, not {typeof(T).Name}.");
        return new Span<T>(memory + offset * sizeof(T), length);
    }

    /// <summary>A run of cells as raw bytes.</summary>
    public Span<byte> Bytes(long offset, int length) => new(memory + offset * Element.Size, length * Element.Size);

    /// <summary>Element offset of a cell from the first one.</summary>
    public long OffsetOf(ReadOnlySpan<int> position)
    {
        var offset = 0L;
        for (var i = 0; i < position.Length; i++) offset += (long)position[i] * Strides[i];
        return offset;
    }

    /// <summary>The part of this block that a window (counted from this block's first cell) covers; shares the memory and must not outlive it.</summary>
    public Block Slice(Window window) =>
        new(null, memory + OffsetOf(window.Start) * Element.Size, 0, Element, window.Count, Strides);

    /// <summary>The same cells under another shape of as many cells. Dense blocks only; shares the memory.</summary>
    public Block Reshape(params int[] shape)
    {
        if (!IsDense) throw new InvalidOperationException("A slice has gaps: it cannot be reshaped.");
        return new Block(null, memory, 0, Element, shape, DenseStrides(shape));
    }

    /// <summary>
    /// Cells of this block by other steps through the same memory: dimensions in another order, added with one or repeated (step 0), or left out.
    /// </summary>
    public Block View(int[] shape, int[] strides) => new(null, memory, 0, Element, shape, strides);

    /// <summary>Gives the memory back to its pool; a slice gives back nothing.</summary>
    public void Dispose() => pool?.Return(this);

    internal static int[] DenseStrides(int[] shape)
    {
        var strides = new int[shape.Length];
        for (int i = shape.Length - 1, stride = 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride = checked(stride * Math.Max(shape[i], 1));
        }
        return strides;
    }
}
