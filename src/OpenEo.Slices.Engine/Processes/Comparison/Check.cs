using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>A yes-or-no question about any one value <c>x</c>.</summary>
abstract class Check<TFormula>(ProcessDefinition definition) : Process where TFormula : struct, IUnaryFormula
{
    public override ProcessDefinition Definition => definition;

    /// <summary>The answer for a known value.</summary>
    protected abstract bool Holds(Value value);

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        arguments["x"] is LaneValue lane ? lane.Program.Emit(Unary<TFormula>.Instance, isBoolean: true, lane) : Value.Of(Holds(arguments["x"]));
}
