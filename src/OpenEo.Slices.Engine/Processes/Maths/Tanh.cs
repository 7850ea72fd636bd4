using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>tanh: the hyperbolic tangent.</summary>
sealed class Tanh() : UnaryMath<Tanh.Formula>(new(
    "tanh", "Hyperbolic tangent of an angle",
    "The hyperbolic tangent of a hyperbolic angle: its hyperbolic sine divided by its hyperbolic cosine. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic angle in radians.", Schema.NumberOrNull)],
    new("The hyperbolic tangent, between -1 and 1.", Schema.Parse("""{"type":["number","null"],"minimumExclusive":-1,"maximumExclusive":1}""")))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The hyperbolic tangent.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            // The vectorised form loses all digits near 0.
            for (var i = 0; i < result.Length; i++) result[i] = T.Tanh(x[i]);
        }
    }
}
