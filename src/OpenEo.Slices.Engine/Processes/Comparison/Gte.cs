using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>gte: x &gt;= y.</summary>
sealed class Gte() : Ordering<Gte.Formula>(new(
    "gte", "Is more than or equal to",
    "Tells whether `x` is more than or equal to `y`. Values that are equal fit whatever their type; otherwise only numbers can be compared, and the answer "
    + "for anything else is `false`. "
    + "`NaN` is neither more nor less than anything. If one of the two is no-data, so is the answer.",
    ["comparison"],
    [new("x", "The first value.", Equality.Operand), new("y", "The second value.", Equality.Operand)],
    new("`true` if `x` is more than or equal to `y`, no-data if one of them is no-data, else `false`.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"x":2,"y":2},"returns":true}"""],
}, orEqual: true)
{
    /// <summary>1 where the first is more than or equal to the second, no-data where one is no-data, else 0.</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x) & VectorLogic.Valid(y), VectorLogic.Truth(Vector.GreaterThanOrEqual(x, y)));
    }
}
