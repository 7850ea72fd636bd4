using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>not: the opposite of a boolean.</summary>
sealed class Not : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "not", "The opposite of a boolean", "Makes `false` of `true` and `true` of `false`. No-data stays no-data.",
        ["logic"],
        [new("x", "The boolean to turn round.", Schema.BooleanOrNull)],
        new("The opposite.", Schema.BooleanOrNull))
    {
        Examples = ["""{"arguments":{"x":false},"returns":true}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Of(arguments["x"]);

    /// <summary>The opposite of a boolean, a boolean lane or no-data.</summary>
    internal static Value Of(Value value) => value switch
    {
        LaneValue lane => lane.Program.Emit(Unary<Formula>.Instance, isBoolean: true, lane),
        BooleanValue boolean => Value.Of(!boolean.Value),
        _ => Value.Null,
    };

    readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => Vector<T>.One - x;
    }
}
