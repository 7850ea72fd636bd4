using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>cosh: the hyperbolic cosine.</summary>
sealed class Cosh() : UnaryMath<Cosh.Formula>(new(
    "cosh", "Hyperbolic cosine of an angle", "The hyperbolic cosine of a hyperbolic angle. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic angle in radians.", Schema.NumberOrNull)],
    new("The hyperbolic cosine, at least 1.", Schema.Parse("""{"type":["number","null"],"minimum":1}""")))
{
    Examples = ["""{"arguments":{"x":0},"returns":1}"""],
})
{
    /// <summary>The hyperbolic cosine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Cosh(x, result);
    }
}
