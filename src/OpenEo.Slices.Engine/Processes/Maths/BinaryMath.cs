using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>A process of two numbers: no-data in either gives no-data out.</summary>
/// <param name="definition">Its first two parameters are the numbers.</param>
abstract class BinaryMath<TFormula>(ProcessDefinition definition) : Process where TFormula : struct, IBinaryFormula
{
    public override ProcessDefinition Definition => definition;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (x, y) = (arguments[definition.Parameters[0].Name], arguments[definition.Parameters[1].Name]);
        if (x is NullValue || y is NullValue) return Value.Null;
        if (ProgramBuilder.Of(x, y) is { } program) return program.Emit(Binary<TFormula>.Instance, isBoolean: false, x, y);
        return Value.Of(Scalars.Compute<TFormula>(((NumberValue)x).Value, ((NumberValue)y).Value));
    }
}
