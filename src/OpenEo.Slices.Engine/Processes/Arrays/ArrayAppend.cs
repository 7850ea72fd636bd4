using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_append: one more element at the end.</summary>
sealed class ArrayAppend : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_append", "Append a value", "Adds a value at the end of an array. In a labelled array it gets the given label, or else its position as label.",
        ["arrays"],
        [
            new("data", "An array.", Schema.Array),
            new("value", "The value to append.", Schema.Any),
            new Parameter("label", "Label of the new element, for labelled arrays only.", Elements.LabelOrNull).OrNull(),
        ],
        new("The longer array.", Schema.Array))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.LabelExists, "The array already has an element with that label.")
            .Add(FaultCodes.ArrayNotLabeled, "A label is given, but the array has no labels."),
        Examples = ["""{"arguments":{"data":["B02","B03"],"value":"B04"},"returns":["B02","B03","B04"]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, label) = (arguments.Array("data"), arguments["label"]);
        var items = data.Items.Add(arguments["value"]);
        if (data.Labels is not { } labels)
            return label is NullValue ? new ArrayValue(items)
                : throw Arguments.Fault(FaultCodes.ArrayNotLabeled, "The array has no labels, so the new element cannot have one.", "label");
        if (label is NullValue) label = Value.Of((double)labels.Length);
        return labels.Contains(label) ? throw Arguments.Fault(FaultCodes.LabelExists, $"The array already has the label {Schema.Show(label)}.", "label")
            : new ArrayValue(items, labels.Add(label));
    }
}
