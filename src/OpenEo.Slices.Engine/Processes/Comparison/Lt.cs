using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>lt: x &lt; y.</summary>
sealed class Lt() : Ordering<Lt.Formula>(new(
    "lt", "Is less than",
    "Tells whether `x` is less than `y`. Only numbers can be compared; the answer for anything else, also for texts that are dates, is `false`. "
    + "`NaN` is neither more nor less than anything. If one of the two is no-data, so is the answer.",
    ["comparison"],
    [new("x", "The first value.", Equality.Operand), new("y", "The second value.", Equality.Operand)],
    new("`true` if `x` is less than `y`, no-data if one of them is no-data, else `false`.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"x":3,"y":2},"returns":false}"""],
}, orEqual: false)
{
    /// <summary>1 where the first is less than the second, no-data where one is no-data, else 0.</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x) & VectorLogic.Valid(y), VectorLogic.Truth(Vector.LessThan(x, y)));
    }
}
