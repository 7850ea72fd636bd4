using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>is_infinite: x is plus or minus infinity.</summary>
sealed class IsInfinite() : Check<IsInfinite.Formula>(new(
    "is_infinite", "Is infinite", "Tells whether `x` is plus or minus infinity. `NaN`, texts and anything else that is no number are not.",
    ["comparison"],
    [new("x", "The value to look at.", Schema.Any)],
    new("`true` if the value is infinite, else `false`.", Schema.Boolean))
{
    Experimental = true,
    Examples = ["""{"arguments":{"x":12},"returns":false}"""],
})
{
    protected override bool Holds(Value value) => value is NumberValue { Value: var number } && double.IsInfinity(number);

    /// <summary>1 or 0, never no-data.</summary>
    public readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Truth(Vector.Equals(Vector.Abs(x), new Vector<T>(T.PositiveInfinity)));
    }
}
