using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arcosh: the inverse of the hyperbolic cosine.</summary>
sealed class Arcosh() : UnaryMath<Arcosh.Formula>(new(
    "arcosh", "Area hyperbolic cosine", "The hyperbolic angle whose hyperbolic cosine is `x`. `NaN` below 1. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic cosine, at least 1.", Schema.NumberOrNull)],
    new("The hyperbolic angle in radians, at least 0.", Schema.Parse("""{"type":["number","null"],"minimum":0}""")))
{
    Examples = ["""{"arguments":{"x":1},"returns":0}"""],
})
{
    /// <summary>The inverse of the hyperbolic cosine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Acosh(x, result);
    }
}
