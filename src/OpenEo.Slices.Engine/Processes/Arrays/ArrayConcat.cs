using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_concat: two arrays, one after the other.</summary>
sealed class ArrayConcat : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_concat", "Join two arrays", "Appends the second array to the first. Labels are kept if both arrays have them, and dropped otherwise.",
        ["arrays"],
        [new("array1", "The first array.", Schema.Array), new("array2", "The second array.", Schema.Array)],
        new("The joined array.", Schema.Array))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.ArrayLabelConflict, "A label is in both arrays."),
        Examples = ["""{"arguments":{"array1":[0.1,0.2],"array2":[0.3]},"returns":[0.1,0.2,0.3]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (first, second) = (arguments.Array("array1"), arguments.Array("array2"));
        var items = first.Items.AddRange(second.Items);
        if (first.Labels is not { } labels || second.Labels is not { } others) return new ArrayValue(items);
        Elements.RejectCommon(labels, others);
        return new ArrayValue(items, labels.AddRange(others));
    }
}
