using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>or: one or both are true.</summary>
sealed class Or() : BinaryLogic<Or.Formula>(new(
    "or", "At least one is true", "`true` if one of the booleans or both are true, `false` if both are false. Whatever no-data could change is no-data.",
    ["logic"],
    [new("x", "The first boolean.", Schema.BooleanOrNull), new("y", "The second boolean.", Schema.BooleanOrNull)],
    new("`true`, `false`, or no-data where it depends on no-data.", Schema.BooleanOrNull))
{
    Examples =
    [
        """{"arguments":{"x":true,"y":null},"returns":true}""",
        """{"arguments":{"x":false,"y":false},"returns":false}""",
    ],
})
{
    /// <summary>One or both are true, for 1, 0 and no-data.</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.One) | Vector.Equals(y, Vector<T>.One), Vector<T>.One, x + y);
    }
}
