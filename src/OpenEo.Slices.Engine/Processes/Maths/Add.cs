using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>add: x + y.</summary>
sealed class Add() : BinaryMath<Add.Formula>(new(
    "add", "Sum of two numbers", "Adds the number `y` to the number `x`. If one of them is no-data, so is the sum. Follows IEEE 754 for infinity and NaN.",
    ["math"],
    [new("x", "The first number.", Schema.NumberOrNull), new("y", "The second number.", Schema.NumberOrNull)],
    new("The sum.", Schema.NumberOrNull))
{
    Examples =
    [
        """{"arguments":{"x":5,"y":2.5},"returns":7.5}""",
        """{"arguments":{"x":5,"y":null},"returns":null}""",
    ],
})
{
    /// <summary>x + y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y,
            Span<T> result) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>, System.Numerics.IMinMaxValue<T> =>
            TensorPrimitives.Add(x, y, result);
    }
}
