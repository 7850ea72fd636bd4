using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>tan: the tangent.</summary>
sealed class Tan() : UnaryMath<Tan.Formula>(new(
    "tan", "Tangent of an angle", "The tangent of an angle in radians: its sine divided by its cosine. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The angle in radians.", Schema.NumberOrNull)],
    new("The tangent.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The tangent.</summary>
    public readonly struct Formula : IAngleFormula<Formula>
    {
        public static void Near<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Tan(x, result);

        public static T Far<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Tan(x);
    }
}
