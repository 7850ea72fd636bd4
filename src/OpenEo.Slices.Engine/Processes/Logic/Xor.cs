using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>xor: exactly one is true.</summary>
sealed class Xor() : BinaryLogic<Xor.Formula>(new(
    "xor", "Exactly one is true", "`true` if one of the booleans is true and the other is false, `false` if they are the same, no-data if one of them is.",
    ["logic"],
    [new("x", "The first boolean.", Schema.BooleanOrNull), new("y", "The second boolean.", Schema.BooleanOrNull)],
    new("`true`, `false`, or no-data where one of the two is no-data.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"x":true,"y":false},"returns":true}"""],
})
{
    /// <summary>Exactly one is true, for 1, 0 and no-data.</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.Abs(x - y);
    }
}
