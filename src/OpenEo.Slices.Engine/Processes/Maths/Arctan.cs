using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arctan: the inverse of the tangent.</summary>
sealed class Arctan() : UnaryMath<Arctan.Formula>(new(
    "arctan", "Arc tangent", "The angle whose tangent is `x`, in radians. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The tangent.", Schema.NumberOrNull)],
    new("The angle in radians, between -π/2 and π/2.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":1},"returns":0.7853981633974483}"""],
})
{
    /// <summary>The inverse of the tangent.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Atan(x, result);
    }
}
