using System.Numerics;
using System.Runtime.CompilerServices;
using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Between a cube's element type and the floating point numbers of registers: no-data becomes NaN on the way in and the declared value on the way out.
/// </summary>
static class Conversion
{
    /// <summary>Loads cells (contiguous, or <paramref name="stride"/> elements apart) into a register.</summary>
    public static void Load<T>(Block block, long offset, int stride, int count, double? noData,
        Span<T> target) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        switch (block.Element)
        {
            case ElementType.Boolean or ElementType.UInt8: Load<byte, T>(block, offset, stride, count, noData, target); break;
            case ElementType.Int8: Load<sbyte, T>(block, offset, stride, count, noData, target); break;
            case ElementType.UInt16: Load<ushort, T>(block, offset, stride, count, noData, target); break;
            case ElementType.Int16: Load<short, T>(block, offset, stride, count, noData, target); break;
            case ElementType.UInt32: Load<uint, T>(block, offset, stride, count, noData, target); break;
            case ElementType.Int32: Load<int, T>(block, offset, stride, count, noData, target); break;
            case ElementType.Float32: Load<float, T>(block, offset, stride, count, noData, target); break;
            default: Load<double, T>(block, offset, stride, count, noData, target); break;
        }
    }

    /// <summary>Stores a register into cells of a block; integers are rounded to nearest and saturated.</summary>
    public static void Store<T>(ReadOnlySpan<T> source, Block block, long offset, int stride,
        double? noData) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        switch (block.Element)
        {
            case ElementType.Boolean or ElementType.UInt8: Store<byte, T>(source, block, offset, stride, noData); break;
            case ElementType.Int8: Store<sbyte, T>(source, block, offset, stride, noData); break;
            case ElementType.UInt16: Store<ushort, T>(source, block, offset, stride, noData); break;
            case ElementType.Int16: Store<short, T>(source, block, offset, stride, noData); break;
            case ElementType.UInt32: Store<uint, T>(source, block, offset, stride, noData); break;
            case ElementType.Int32: Store<int, T>(source, block, offset, stride, noData); break;
            case ElementType.Float32: Store<float, T>(source, block, offset, stride, noData); break;
            default: Store<double, T>(source, block, offset, stride, noData); break;
        }
    }

    static void Load<TSource, T>(Block block, long offset, int stride, int count, double? noData, Span<T> target)
        where TSource : unmanaged, INumber<TSource>, IMinMaxValue<TSource> where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0) return;
        if (stride == 0)
        {
            target[..count].Fill(Convert<TSource, T>(block.Span<TSource>(offset, 1)[0], noData));
            return;
        }
        if (stride != 1)
        {
            for (var i = 0; i < count; i++) target[i] = Convert<TSource, T>(block.Span<TSource>(offset + (long)i * stride, 1)[0], noData);
            return;
        }
        var source = block.Span<TSource>(offset, count);
        var done = 0;
        if (typeof(T) == typeof(float) && typeof(TSource) == typeof(ushort))
            done = Vectors.Load(Vectors.As<TSource, ushort>(source), Vectors.As<T, float>(target), noData);
        else if (typeof(T) == typeof(float) && typeof(TSource) == typeof(byte))
            done = Vectors.Load(Vectors.As<TSource, byte>(source), Vectors.As<T, float>(target), noData);
        else if (typeof(T) == typeof(float) && typeof(TSource) == typeof(short))
            done = Vectors.Load(Vectors.As<TSource, short>(source), Vectors.As<T, float>(target), noData);
        else if (typeof(T) == typeof(TSource))
        {
            Vectors.As<TSource, T>(source).CopyTo(target);
            if (noData is { } declared && !double.IsNaN(declared)) Vectors.Replace(target[..count], T.CreateTruncating(declared), T.NaN);
            return;
        }
        for (var i = done; i < count; i++) target[i] = Convert<TSource, T>(source[i], noData);
    }

    static void Store<TTarget, T>(ReadOnlySpan<T> source, Block block, long offset, int stride, double? noData)
        where TTarget : unmanaged, INumber<TTarget> where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1 && typeof(T) == typeof(TTarget))
        {
            source.CopyTo(Vectors.As<TTarget, T>(block.Span<TTarget>(offset, source.Length)));
            return;
        }
        var missing = noData is { } declared ? TTarget.CreateSaturating(declared) : TTarget.Zero;
        var floating = block.Element.IsFloat;
        if (stride == 1)
        {
            var target = block.Span<TTarget>(offset, source.Length);
            if (typeof(T) == typeof(float) && typeof(TTarget) == typeof(ushort))
            {
                Vectors.Store(Vectors.As<T, float>(source), Vectors.As<TTarget, ushort>(target), (ushort)(object)missing);
                return;
            }
            for (var i = 0; i < source.Length; i++) target[i] = Narrow<TTarget, T>(source[i], missing, floating);
            return;
        }
        for (var i = 0; i < source.Length; i++) block.Span<TTarget>(offset + (long)i * stride, 1)[0] = Narrow<TTarget, T>(source[i], missing, floating);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Convert<TSource, T>(TSource value, double? noData) where TSource : unmanaged, INumber<TSource> where T : unmanaged, IFloatingPointIeee754<T> =>
        noData is { } missing && double.CreateTruncating(value) == missing ? T.NaN : T.CreateTruncating(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTarget Narrow<TTarget, T>(T value, TTarget missing,
        bool floating) where TTarget : unmanaged, INumber<TTarget> where T : unmanaged, IFloatingPointIeee754<T> =>
        floating ? TTarget.CreateTruncating(value) : T.IsNaN(value) ? missing : TTarget.CreateSaturating(T.Round(value));
}
