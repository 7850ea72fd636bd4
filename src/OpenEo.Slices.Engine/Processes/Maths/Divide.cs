using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>divide: x / y.</summary>
sealed class Divide() : BinaryMath<Divide.Formula>(new(
    "divide", "Quotient of two numbers",
    "Divides the number `x` by the number `y`. If one of the two is no-data, so is the result. Follows IEEE 754: a number divided by 0 is infinite with the "
    + "sign of the number, 0 divided by 0 is `NaN`.",
    ["math"],
    [new("x", "The number to be divided.", Schema.NumberOrNull), new("y", "The number to divide by.", Schema.NumberOrNull)],
    new("The quotient.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":3,"y":2},"returns":1.5}"""],
})
{
    /// <summary>X / y.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Divide(x, y, result);
    }
}
