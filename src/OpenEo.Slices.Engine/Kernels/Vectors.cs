using System.Numerics;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>The hand-vectorised conversions: small integers to float32 and back. Each returns how many elements it did; the caller does the rest.</summary>
static class Vectors
{
    public static Span<TTo> As<TFrom, TTo>(Span<TFrom> span) where TFrom : unmanaged where TTo : unmanaged => MemoryMarshal.Cast<TFrom, TTo>(span);

    public static ReadOnlySpan<TTo> As<TFrom, TTo>(ReadOnlySpan<TFrom> span) where TFrom : unmanaged where TTo : unmanaged =>
        MemoryMarshal.Cast<TFrom, TTo>(span);

    public static int Load(ReadOnlySpan<ushort> source, Span<float> target, double? noData)
    {
        var (missing, nan) = (new Vector<float>(noData is { } declared ? (float)declared : float.NaN), new Vector<float>(float.NaN));
        var i = 0;
        for (; i + Vector<ushort>.Count <= source.Length; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var low, out var high);
            Put(Vector.ConvertToSingle(Vector.AsVectorInt32(low)), target[i..], missing, nan);
            Put(Vector.ConvertToSingle(Vector.AsVectorInt32(high)), target[(i + Vector<float>.Count)..], missing, nan);
        }
        return i;
    }

    public static int Load(ReadOnlySpan<short> source, Span<float> target, double? noData)
    {
        var (missing, nan) = (new Vector<float>(noData is { } declared ? (float)declared : float.NaN), new Vector<float>(float.NaN));
        var i = 0;
        for (; i + Vector<short>.Count <= source.Length; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(source[i..]), out var low, out var high);
            Put(Vector.ConvertToSingle(low), target[i..], missing, nan);
            Put(Vector.ConvertToSingle(high), target[(i + Vector<float>.Count)..], missing, nan);
        }
        return i;
    }

    public static int Load(ReadOnlySpan<byte> source, Span<float> target, double? noData)
    {
        Span<ushort> wide = stackalloc ushort[256];
        var i = 0;
        for (; i + wide.Length <= source.Length; i += wide.Length)
        {
            for (var j = 0; j < wide.Length; j += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(source[(i + j)..]), out var low, out var high);
                low.CopyTo(wide[j..]);
                high.CopyTo(wide[(j + Vector<ushort>.Count)..]);
            }
            Load(wide, target[i..], noData);
        }
        return i;
    }

    public static void Store(ReadOnlySpan<float> source, Span<ushort> target, ushort missing)
    {
        var (none, zero, most, half) = (new Vector<float>(missing), Vector<float>.Zero, new Vector<float>(ushort.MaxValue), new Vector<float>(0.5f));
        var i = 0;
        for (; i + Vector<ushort>.Count <= source.Length; i += Vector<ushort>.Count)
        {
            var low = Narrow(new Vector<float>(source[i..]), none, zero, most, half);
            var high = Narrow(new Vector<float>(source[(i + Vector<float>.Count)..]), none, zero, most, half);
            Vector.Narrow(low, high).CopyTo(target[i..]);
        }
        for (; i < source.Length; i++) target[i] = float.IsNaN(source[i]) ? missing : (ushort)Math.Clamp(MathF.Round(source[i]), 0, ushort.MaxValue);
    }

    public static void Replace<T>(Span<T> span, T value, T by) where T : unmanaged, INumber<T>
    {
        var (from, to) = (new Vector<T>(value), new Vector<T>(by));
        var i = 0;
        for (; i + Vector<T>.Count <= span.Length; i += Vector<T>.Count)
        {
            var cells = new Vector<T>(span[i..]);
            Vector.ConditionalSelect(Vector.Equals(cells, from), to, cells).CopyTo(span[i..]);
        }
        for (; i < span.Length; i++)
            if (span[i] == value) span[i] = by;
    }

    static Vector<uint> Narrow(Vector<float> value, Vector<float> none, Vector<float> zero, Vector<float> most, Vector<float> half)
    {
        var valid = Vector.ConditionalSelect(Vector.Equals(value, value), value, none);
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(Vector.Floor(Vector.Min(Vector.Max(valid, zero), most) + half)));
    }

    static void Put(Vector<float> value, Span<float> target, Vector<float> missing, Vector<float> nan) =>
        Vector.ConditionalSelect(Vector.Equals(value, missing), nan, value).CopyTo(target);
}
