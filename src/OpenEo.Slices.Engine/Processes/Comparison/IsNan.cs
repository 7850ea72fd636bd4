using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>is_nan: x is NaN; a pixel without data too, because there NaN is no-data.</summary>
sealed class IsNan() : Check<IsNan.Formula>(new(
    "is_nan", "Is NaN",
    "Tells whether `x` is the number `NaN`. In the cells of a cube `NaN` and no-data are one and the same: there the answer is `true` for both.",
    ["comparison", "math > constants"],
    [new("x", "The value to look at.", Schema.Any)],
    new("`true` if the value is `NaN`, else `false`.", Schema.Boolean))
{
    Examples = ["""{"arguments":{"x":12},"returns":false}"""],
})
{
    protected override bool Holds(Value value) => value is NumberValue { Value: double.NaN };

    /// <summary>1 or 0, never no-data.</summary>
    public readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Truth(~VectorLogic.Valid(x));
    }
}
