using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>artanh: the inverse of the hyperbolic tangent.</summary>
sealed class Artanh() : UnaryMath<Artanh.Formula>(new(
    "artanh", "Area hyperbolic tangent", "The hyperbolic angle whose hyperbolic tangent is `x`. Infinite for -1 and 1, `NaN` beyond. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic tangent, between -1 and 1.",
        Schema.Parse("""{"type":["number","null"],"minimumExclusive":-1,"maximumExclusive":1}""").Lenient())],
    new("The hyperbolic angle in radians.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The inverse of the hyperbolic tangent.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Atanh(x, result);
    }
}
