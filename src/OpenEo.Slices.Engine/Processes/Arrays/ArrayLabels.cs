using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_labels: the labels of an array as an array.</summary>
sealed class ArrayLabels : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_labels", "Labels of an array",
        "Gives the labels of an array in the order of its elements. For an array without labels these are the positions, counted from zero.",
        ["arrays"],
        [new("data", "An array.", Schema.Parse("""{"type":"array"}"""))],
        new("The labels.", Schema.Parse("""{"type":"array","items":{"type":["number","string"]}}""")))
    {
        Examples = ["""{"arguments":{"data":["a","b","c"]},"returns":[0,1,2]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var data = arguments.Array("data");
        return new ArrayValue(data.Labels ?? [.. Enumerable.Range(0, data.Items.Length).Select(i => Value.Of((double)i))]);
    }
}
