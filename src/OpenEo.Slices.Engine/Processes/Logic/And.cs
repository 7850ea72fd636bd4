using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>and: both are true.</summary>
sealed class And() : BinaryLogic<And.Formula>(new(
    "and", "Both are true", "`true` if both booleans are true, `false` if one is false. Whatever no-data could change is no-data.",
    ["logic"],
    [new("x", "The first boolean.", Schema.BooleanOrNull), new("y", "The second boolean.", Schema.BooleanOrNull)],
    new("`true`, `false`, or no-data where it depends on no-data.", Schema.BooleanOrNull))
{
    Examples =
    [
        """{"arguments":{"x":true,"y":false},"returns":false}""",
        """{"arguments":{"x":true,"y":null},"returns":null}""",
    ],
})
{
    /// <summary>Both are true, for 1, 0 and no-data.</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero) | Vector.Equals(y, Vector<T>.Zero), Vector<T>.Zero, x * y);
    }
}
