using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>is_nodata: x is no-data.</summary>
sealed class IsNodata() : Check<IsNodata.Formula>(new(
    "is_nodata", "Is no-data", "Tells whether `x` is no-data. The number `NaN` is not, except in the cells of a cube, where it stands for no-data.",
    ["comparison"],
    [new("x", "The value to look at.", Schema.Any)],
    new("`true` if the value is no-data, else `false`.", Schema.Boolean))
{
    Examples =
    [
        """{"arguments":{"x":null},"returns":true}""",
        """{"arguments":{"x":0},"returns":false}""",
    ],
})
{
    protected override bool Holds(Value value) => value is NullValue;

    /// <summary>1 or 0, never no-data.</summary>
    public readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Truth(~VectorLogic.Valid(x));
    }
}
