using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>cos: the cosine.</summary>
sealed class Cos() : UnaryMath<Cos.Formula>(new(
    "cos", "Cosine of an angle", "The cosine of an angle in radians. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The angle in radians.", Schema.NumberOrNull)],
    new("The cosine, between -1 and 1.", Schema.Parse("""{"type":["number","null"],"minimum":-1,"maximum":1}""")))
{
    Examples = ["""{"arguments":{"x":0},"returns":1}"""],
})
{
    /// <summary>The cosine.</summary>
    public readonly struct Formula : IAngleFormula<Formula>
    {
        public static void Near<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Cos(x, result);

        public static T Far<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Cos(x);
    }
}
