using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>power: base to the power p.</summary>
sealed class Power() : BinaryMath<Power.Formula>(new(
    "power", "Power of a number", "Raises `base` to the power `p`. If one of the two is no-data, so is the result.",
    ["math", "math > exponential & logarithmic"],
    [new("base", "The number to be raised.", Schema.NumberOrNull), new("p", "The exponent.", Schema.NumberOrNull)],
    new("`base` to the power `p`.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"base":3,"p":-1},"returns":0.3333333333333333}"""],
})
{
    /// <summary>x to the power y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var two = T.One + T.One;
            if (y.IndexOfAnyExcept(two) < 0)
            {
                TensorPrimitives.Multiply(x, x, result);
                return;
            }
            // IEEE 754 lets NaN to the power 0, and 1 to the power NaN, be 1: here no-data would turn into data.
            // Squares as above: a cell does not depend on the exponents beside it.
            for (var i = 0; i < result.Length; i++)
                result[i] = T.IsNaN(x[i]) || T.IsNaN(y[i]) ? T.NaN : y[i] == two ? x[i] * x[i] : T.Pow(x[i], y[i]);
        }
    }
}
