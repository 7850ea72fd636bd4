using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>rearrange: the elements at given positions, in their order.</summary>
sealed class Rearrange : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "rearrange", "Rearrange an array",
        "Puts the elements of an array into the order that a list of positions gives, as `order` computes one. Elements whose position is not in the list "
        + "are left out. Labels stay with their elements unless an element is used twice.",
        ["arrays", "sorting"],
        [new("data", "The array to rearrange.", Schema.Array),
            new("order", "Positions of elements, counted from zero.", Schema.Parse("""{"type":"array","items":{"type":"integer","minimum":0}}"""))],
        new("The rearranged array.", Schema.Array))
    {
        Examples = ["""{"arguments":{"data":["c","a","b"],"order":[1,2,0]},"returns":["a","b","c"]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, order) = (arguments.Array("data"), arguments.Array("order").Items);
        if (ProgramBuilder.Of(order.AsSpan()) is { } program) return Gather(program, data, order);
        var positions = order.Select(position => ((NumberValue)position).Value).ToList();
        if (positions.Any(position => position >= data.Items.Length))
            throw arguments.Invalid("order", $"the array has only {data.Items.Length} elements, not one at {positions.Max()}");
        var keepsLabels = positions.Distinct().Count() == positions.Count;
        return new ArrayValue([.. positions.Select(position => data.Items[(int)position])],
            keepsLabels && data.Labels is { } labels ? [.. positions.Select(position => labels[(int)position])] : null);
    }

    static ArrayValue Gather(ProgramBuilder program, ArrayValue data, System.Collections.Immutable.ImmutableArray<Value> order)
    {
        var (keeps, isBoolean) = (data.Items.All(item => item is LaneValue { KeepsType: true }),
            data.Items.All(item => item is LaneValue { IsBoolean: true } or BooleanValue));
        var lanes = program.Emit(new GatherKernel(data.Items.Length), order.Length, isBoolean, [.. data.Items, .. order]);
        return new ArrayValue([.. lanes.Select(lane => lane with { KeepsType = keeps })]);
    }
}
