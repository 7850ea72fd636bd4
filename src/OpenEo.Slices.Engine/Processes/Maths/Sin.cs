using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>sin: the sine.</summary>
sealed class Sin() : UnaryMath<Sin.Formula>(new(
    "sin", "Sine of an angle", "The sine of an angle in radians. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The angle in radians.", Schema.NumberOrNull)],
    new("The sine, between -1 and 1.", Schema.Parse("""{"type":["number","null"],"minimum":-1,"maximum":1}""")))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The sine.</summary>
    public readonly struct Formula : IAngleFormula<Formula>
    {
        public static void Near<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sin(x, result);

        public static T Far<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sin(x);
    }
}
