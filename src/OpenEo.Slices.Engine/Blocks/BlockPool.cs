using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Engine.Blocks;

/// <summary>
/// Lends blocks from native memory in sizes of quarter powers of two and keeps what comes back for the next window. Cell values of a fresh block are
/// arbitrary. Thread-safe. <see cref="InUse"/> and <see cref="Peak"/> count what is lent, in bytes.
/// </summary>
public sealed unsafe class BlockPool : IDisposable
{
    const int Alignment = 64;
    readonly ConcurrentDictionary<long, ConcurrentBag<nint>> free = new();
    long inUse, peak;
    bool disposed;

    /// <summary>Bytes lent now.</summary>
    public long InUse => Interlocked.Read(ref inUse);

    /// <summary>Most bytes lent at one time.</summary>
    public long Peak => Interlocked.Read(ref peak);

    /// <summary>Lends a dense block.</summary>
    public Block Rent(ElementType element, params int[] shape)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var cells = shape.Aggregate(1L, (product, count) => product * count);
        var capacity = Bucket(Math.Max(cells * element.Size, Alignment));
        var memory = free.TryGetValue(capacity, out var bag) && bag.TryTake(out var kept)
            ? kept
            : (nint)NativeMemory.AlignedAlloc((nuint)capacity, Alignment);
        var now = Interlocked.Add(ref inUse, capacity);
        for (var seen = Interlocked.Read(ref peak); now > seen; seen = Interlocked.Read(ref peak))
            if (Interlocked.CompareExchange(ref peak, now, seen) == seen) break;
        return new Block(this, (byte*)memory, capacity, element, shape, Block.DenseStrides(shape));
    }

    internal void Return(Block block)
    {
        Interlocked.Add(ref inUse, -block.Capacity);
        if (disposed) NativeMemory.AlignedFree((void*)block.Address);
        else free.GetOrAdd(block.Capacity, _ => []).Add(block.Address);
    }

    /// <summary>Frees what is not lent; what is lent is freed when it comes back.</summary>
    public void Dispose()
    {
        disposed = true;
        foreach (var bag in free.Values)
            while (bag.TryTake(out var memory)) NativeMemory.AlignedFree((void*)memory);
    }

    /// <summary>Four sizes an octave: at most a quarter of a block is unused, and neighbours of a size still share.</summary>
    static long Bucket(long bytes)
    {
        var octave = 1L << BitOperations.Log2((ulong)bytes);
        var quarter = Math.Max(octave / 4, 1);
        return octave + (bytes - octave + quarter - 1) / quarter * quarter;
    }
}
