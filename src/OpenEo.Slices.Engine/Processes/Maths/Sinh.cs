using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>sinh: the hyperbolic sine.</summary>
sealed class Sinh() : UnaryMath<Sinh.Formula>(new(
    "sinh", "Hyperbolic sine of an angle", "The hyperbolic sine of a hyperbolic angle. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic angle in radians.", Schema.NumberOrNull)],
    new("The hyperbolic sine.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The hyperbolic sine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            // The vectorised form loses all digits near 0.
            for (var i = 0; i < result.Length; i++) result[i] = T.Sinh(x[i]);
        }
    }
}
