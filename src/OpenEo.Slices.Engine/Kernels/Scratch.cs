using System.Numerics;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>Memory for kernels that need columns of their own: kept for each thread, so that nothing is allocated while a program runs.</summary>
static class Scratch
{
    [ThreadStatic]
    static byte[]? memory;

    /// <summary>Columns with arbitrary content; valid until the thread asks again.</summary>
    public static Span<Vector<T>> Columns<T>(int count) where T : unmanaged
    {
        var bytes = count * Vector<byte>.Count;
        if (memory is null || memory.Length < bytes) memory = new byte[bytes];
        return MemoryMarshal.Cast<byte, Vector<T>>(memory.AsSpan(0, bytes));
    }
}
