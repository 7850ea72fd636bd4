using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>log: the logarithm of x to a base.</summary>
sealed class Log() : BinaryMath<Log.Formula>(new(
    "log", "Logarithm to any base",
    "The power to which `base` must be raised to give `x`. Minus infinity for 0, `NaN` for negative numbers. If one of the two is no-data, so is the result.",
    ["math > exponential & logarithmic"],
    [new("x", "The number, at least 0.", Schema.Parse("""{"type":["number","null"],"minimum":0}""").Lenient()),
        new("base", "The base of the logarithm.", Schema.NumberOrNull)],
    new("The logarithm.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0.01,"base":10},"returns":-2}"""],
})
{
    /// <summary>The logarithm of x to the base y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var (two, ten) = (T.CreateTruncating(2), T.CreateTruncating(10));
            if (y.IndexOfAnyExcept(two) < 0) TensorPrimitives.Log2(x, result);
            else if (y.IndexOfAnyExcept(ten) < 0) TensorPrimitives.Log10(x, result);
            else Mixed(x, y, result);
        }

        // The usual bases as above: a cell does not depend on the bases beside it. The library computes whole vectors in another way than lone numbers.
        static void Mixed<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>
        {
            const int Size = 16;
            var (two, ten) = (T.CreateTruncating(2), T.CreateTruncating(10));
            Span<T> padded = stackalloc T[Size], twos = stackalloc T[Size], tens = stackalloc T[Size];
            for (var at = 0; at < result.Length; at += Size)
            {
                var count = Math.Min(Size, result.Length - at);
                x.Slice(at, count).CopyTo(padded);
                TensorPrimitives.Log2<T>(padded, twos);
                TensorPrimitives.Log10<T>(padded, tens);
                for (var i = 0; i < count; i++)
                    result[at + i] = y[at + i] == two ? twos[i] : y[at + i] == ten ? tens[i] : T.Log(x[at + i], y[at + i]);
            }
        }
    }
}
