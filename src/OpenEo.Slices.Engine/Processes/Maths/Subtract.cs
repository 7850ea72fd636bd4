using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>subtract: x - y.</summary>
sealed class Subtract() : BinaryMath<Subtract.Formula>(new(
    "subtract", "Difference of two numbers",
    "Takes the number `y` away from the number `x`. If one of the two is no-data, so is the result. Follows IEEE 754 for infinity and NaN.",
    ["math"],
    [new("x", "The number to take from.", Schema.NumberOrNull), new("y", "The number to take away.", Schema.NumberOrNull)],
    new("The difference.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":5,"y":2.5},"returns":2.5}"""],
})
{
    /// <summary>X - y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Subtract(x, y, result);
    }
}
