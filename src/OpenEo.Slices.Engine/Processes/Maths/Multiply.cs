using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>multiply: x × y.</summary>
sealed class Multiply() : BinaryMath<Multiply.Formula>(new(
    "multiply", "Product of two numbers",
    "Multiplies the number `x` with the number `y`. If one of the two is no-data, so is the result. Follows IEEE 754 for infinity and NaN.",
    ["math"],
    [new("x", "The first factor.", Schema.NumberOrNull), new("y", "The second factor.", Schema.NumberOrNull)],
    new("The product.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":3,"y":0.5},"returns":1.5}"""],
})
{
    /// <summary>X × y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Multiply(x, y, result);
    }
}
