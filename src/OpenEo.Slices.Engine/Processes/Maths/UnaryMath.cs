using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>A process of one number, its first parameter: no-data in gives no-data out, a number the formula's result, a lane an instruction.</summary>
abstract class UnaryMath<TFormula>(ProcessDefinition definition) : Process where TFormula : struct, IUnaryFormula
{
    public override ProcessDefinition Definition => definition;

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => arguments[definition.Parameters[0].Name] switch
    {
        LaneValue lane => lane.Program.Emit(Unary<TFormula>.Instance, isBoolean: false, lane),
        NumberValue number => Value.Of(Scalars.Compute<TFormula>(number.Value)),
        _ => Value.Null,
    };
}
