using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>ceil: rounds up.</summary>
sealed class Ceil() : UnaryMath<Ceil.Formula>(new(
    "ceil", "Round up", "The smallest whole number that is not less than `x`. `NaN` and infinity stay as they are, and so does no-data.",
    ["math > rounding"],
    [new("x", "The number to be rounded.", Schema.NumberOrNull)],
    new("The whole number at or above `x`.", Schema.Parse("""{"type":["integer","null"]}""")))
{
    Examples = ["""{"arguments":{"x":-1.5},"returns":-1}"""],
})
{
    /// <summary>Rounds up.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Ceiling(x, result);
    }
}
