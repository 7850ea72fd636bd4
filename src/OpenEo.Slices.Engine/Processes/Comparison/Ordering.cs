using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>A comparison of <c>x</c> and <c>y</c> by size. Only numbers have one; other values at most are equal.</summary>
/// <param name="definition">With the parameters x and y.</param>
/// <param name="orEqual">Whether equal values fit, whatever their type.</param>
abstract class Ordering<TFormula>(ProcessDefinition definition, bool orEqual) : Process where TFormula : struct, IBinaryFormula
{
    public override ProcessDefinition Definition => definition;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (x, y) = (arguments["x"], arguments["y"]);
        if (x is NullValue || y is NullValue) return Value.Null;
        if (!Equality.IsNumber(x) || !Equality.IsNumber(y)) return orEqual ? Equality.Compare(x, y) : Equality.Never(x, y);
        if (ProgramBuilder.Of(x, y) is { } program) return program.Emit(Binary<TFormula>.Instance, isBoolean: true, x, y);
        // Against NaN nothing holds; the formula says no-data there because in lanes NaN is no-data.
        return Value.Of(Scalars.Compute<TFormula>(((NumberValue)x).Value, ((NumberValue)y).Value) == 1);
    }
}
