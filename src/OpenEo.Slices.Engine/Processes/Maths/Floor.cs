using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>floor: rounds down.</summary>
sealed class Floor() : UnaryMath<Floor.Formula>(new(
    "floor", "Round down",
    "The largest whole number that is not more than `x`; unlike `int`, negative numbers move away from 0. `NaN` and infinity stay as they are, and so "
    + "does no-data.",
    ["math > rounding"],
    [new("x", "The number to be rounded.", Schema.NumberOrNull)],
    new("The whole number at or below `x`.", Schema.Parse("""{"type":["integer","null"]}""")))
{
    Examples = ["""{"arguments":{"x":-1.5},"returns":-2}"""],
})
{
    /// <summary>Rounds down.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Floor(x, result);
    }
}
