using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>mod: the remainder with the sign of the divisor.</summary>
sealed class Mod() : BinaryMath<Mod.Formula>(new(
    "mod", "Remainder of a division",
    "What remains when `x` is divided by `y` a whole number of times. The remainder has the sign of `y`. If one of the two is no-data, so is the result. For "
    + "`y` = 0 the result is infinite with the sign of `x`, or `NaN` when `x` is 0 too.",
    ["math"],
    [new("x", "The number to be divided.", Schema.NumberOrNull), new("y", "The number to divide by.", Schema.NumberOrNull)],
    new("The remainder.", Schema.NumberOrNull))
{
    Examples =
    [
        """{"arguments":{"x":7,"y":3},"returns":1}""",
        """{"arguments":{"x":7,"y":-3},"returns":-2}""",
    ],
})
{
    /// <summary>The remainder with the sign of the divisor.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            for (var i = 0; i < result.Length; i++) result[i] = Remainder(x[i], y[i]);
        }

        static T Remainder<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (y == T.Zero) return x > T.Zero ? T.PositiveInfinity : x < T.Zero ? T.NegativeInfinity : T.NaN;
            var remainder = x % y;
            return remainder != T.Zero && T.IsNegative(remainder) != T.IsNegative(y) ? remainder + y : remainder;
        }
    }
}
