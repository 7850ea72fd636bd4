using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_element: the element at an index or with a label.</summary>
sealed class ArrayElement : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_element", "Get an element", "Gives the element of an array at an index or with a label. Exactly one of `index` and `label` is needed.",
        ["arrays", "reducer"],
        [
            new("data", "An array.", Schema.Array),
            new Parameter("index", "Position of the element, counted from zero.", Schema.Parse("""{"type":"integer","minimum":0}""").Lenient()).OrNull(),
            new Parameter("label", "Label of the element, for labelled arrays.", Schema.Parse("""[{"type":"number"},{"type":"string"}]""")).OrNull(),
            new Parameter("return_nodata", "Whether no-data is returned when there is no such element. By default that is an error.", Schema.Boolean)
            .Or(Value.False),
        ],
        new("The element.", Schema.Any))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.ArrayElementNotAvailable, "The array has no element with that index or label.")
            .Add(FaultCodes.ArrayElementParameterMissing, "Neither `index` nor `label` is given.")
            .Add(FaultCodes.ArrayElementParameterConflict, "Both `index` and `label` are given.")
            .Add(FaultCodes.ArrayNotLabeled, "A label is given, but the array has no labels."),
        Examples =
        [
            """{"arguments":{"data":[12,15,18],"index":1},"returns":15}""",
            """{"arguments":{"data":[12,15,18],"index":3,"return_nodata":true},"returns":null}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, label) = (arguments.Array("data"), arguments["label"]);
        var index = arguments.Number("index");
        if (index is null && label is NullValue)
            throw Arguments.Fault(FaultCodes.ArrayElementParameterMissing, "array_element needs either 'index' or 'label'.");
        if (index is not null && label is not NullValue)
            throw Arguments.Fault(FaultCodes.ArrayElementParameterConflict, "array_element takes either 'index' or 'label', not both.");
        if (label is not NullValue && data.Labels is null) throw Arguments.Fault(FaultCodes.ArrayNotLabeled, "The array has no labels: use 'index'.", "label");
        var position = index ?? data.Labels!.Value.IndexOf(label);
        if (position >= 0 && position < data.Items.Length) return data.Items[(int)position];
        if (arguments.Boolean("return_nodata") == true) return Value.Null;
        throw Arguments.Fault(FaultCodes.ArrayElementNotAvailable, index is not null
            ? $"The array has {data.Items.Length} elements and none with the index {index}."
            : $"The array has no element with the label {Schema.Show(label)}. It has: {string.Join(", ", data.Labels!.Value.Take(20).Select(Schema.Show))}.",
            index is not null ? "index" : "label");
    }
}
