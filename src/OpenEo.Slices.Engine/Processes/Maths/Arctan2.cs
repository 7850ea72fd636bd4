using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arctan2: the angle of the point (x, y).</summary>
sealed class Arctan2() : BinaryMath<Arctan2.Formula>(new(
    "arctan2", "Angle of a point",
    "The angle in radians between the positive x axis and the point (`x`, `y`). Like the arc tangent of `y / x`, but the signs of both say in which quadrant "
    + "the angle is. If one of the two is no-data, so is the result.",
    ["math > trigonometric"],
    [new("y", "The y coordinate.", Schema.NumberOrNull), new("x", "The x coordinate.", Schema.NumberOrNull)],
    new("The angle in radians, between -π and π.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"y":1,"x":-1},"returns":2.356194490192345}"""],
})
{
    /// <summary>The angle of a point. As in the definition, its y coordinate comes first.</summary>
    public readonly struct Formula : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Atan2(x, y, result);
    }
}
