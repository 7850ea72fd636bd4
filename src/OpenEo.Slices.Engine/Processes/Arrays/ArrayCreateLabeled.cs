using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_create_labeled: values and labels as a labelled array.</summary>
sealed class ArrayCreateLabeled : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_create_labeled", "Create a labelled array", "Makes a labelled array of values and as many labels, which JSON has no form for.",
        ["arrays"],
        [
            new("data", "An array of the values.", Schema.Any),
            new("labels", "The labels, each different.", Schema.Parse("""{"type":"array","uniqueItems":true,"items":{"type":["number","string"]}}""")),
        ],
        new("The labelled array.", Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"description":"A value of any type."}}""")))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.ArrayLengthMismatch, "There are not as many values as labels."),
        Examples = ["""{"arguments":{"data":[0.1,0.4],"labels":["B04","B08"]}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (items, labels) = (arguments.Array("data").Items, arguments.Array("labels").Items);
        if (items.Length != labels.Length)
            throw Arguments.Fault(FaultCodes.ArrayLengthMismatch, $"There are {items.Length} values, but {labels.Length} labels.", "labels");
        if (labels.Distinct().Count() < labels.Length) throw arguments.Invalid("labels", "each label may occur only once");
        return new ArrayValue(items, labels);
    }
}
