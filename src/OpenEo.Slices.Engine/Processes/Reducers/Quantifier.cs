using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>A question about all booleans of an array that one decisive value settles: false for <c>all</c>, true for <c>any</c>.</summary>
abstract class Quantifier(ProcessDefinition definition, bool decisive) : Process
{
    public override ProcessDefinition Definition => definition;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var items = arguments.Array("data").Items;
        var ignore = arguments.Boolean("ignore_nodata") ?? true;
        if (items.Contains(Value.Of(decisive))) return Value.Of(decisive);
        if (ProgramBuilder.Of(items.AsSpan()) is { } program) return program.Emit(new QuantifierKernel(decisive, ignore), isBoolean: true, items.AsSpan());
        return ignore || !items.Contains(Value.Null) ? Value.Of(!decisive) : Value.Null;
    }
}
