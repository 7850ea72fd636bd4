using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arsinh: the inverse of the hyperbolic sine.</summary>
sealed class Arsinh() : UnaryMath<Arsinh.Formula>(new(
    "arsinh", "Area hyperbolic sine", "The hyperbolic angle whose hyperbolic sine is `x`. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The hyperbolic sine.", Schema.NumberOrNull)],
    new("The hyperbolic angle in radians.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The inverse of the hyperbolic sine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Asinh(x, result);
    }
}
