using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>A process of two booleans <c>x</c> and <c>y</c> in three-valued logic.</summary>
abstract class BinaryLogic<TFormula>(ProcessDefinition definition) : Process where TFormula : struct, IBinaryFormula
{
    public override ProcessDefinition Definition => definition;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (ProgramBuilder.Of(arguments["x"], arguments["y"]) is { } program)
            return program.Emit(Binary<TFormula>.Instance, isBoolean: true, arguments["x"], arguments["y"]);
        var result = Scalars.Compute<TFormula>(Number(arguments.Boolean("x")), Number(arguments.Boolean("y")));
        return double.IsNaN(result) ? Value.Null : Value.Of(result == 1);
    }

    static double Number(bool? value) => value switch { true => 1, false => 0, null => double.NaN };
}
