using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>is_valid: x is neither no-data nor NaN nor infinite.</summary>
sealed class IsValid() : Check<IsValid.Formula>(new(
    "is_valid", "Is valid data", "Tells whether `x` is a value to work with: a finite number, or anything else but no-data.",
    ["comparison"],
    [new("x", "The value to look at.", Schema.Any)],
    new("`true` if the value is valid, else `false`.", Schema.Boolean))
{
    Examples =
    [
        """{"arguments":{"x":0},"returns":true}""",
        """{"arguments":{"x":null},"returns":false}""",
    ],
})
{
    protected override bool Holds(Value value) => value is NumberValue number ? double.IsFinite(number.Value) : value is not NullValue;

    /// <summary>1 or 0, never no-data.</summary>
    public readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Truth(Vector.LessThan(Vector.Abs(x), new Vector<T>(T.PositiveInfinity)));
    }
}
