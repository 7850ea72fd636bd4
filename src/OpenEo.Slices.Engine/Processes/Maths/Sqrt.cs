using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>sqrt: the square root.</summary>
sealed class Sqrt() : UnaryMath<Sqrt.Formula>(new(
    "sqrt", "Square root of a number", "The number that multiplied with itself gives `x`. `NaN` for negative numbers. No-data stays no-data.",
    ["math", "math > exponential & logarithmic"],
    [new("x", "The number to take the root of.", Schema.NumberOrNull)],
    new("The root.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":2.25},"returns":1.5}"""],
})
{
    /// <summary>The square root.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Sqrt(x, result);
    }
}
