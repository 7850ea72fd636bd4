using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_find_label: where a label is in an array.</summary>
sealed class ArrayFindLabel : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_find_label", "Find a label", "Gives the position of the element with a label; no-data if there is none or the array has no labels.",
        ["arrays", "reducer"],
        [new("data", "The array to look in.", Schema.Array), new("label", "The label to look for.", Elements.Label)],
        new("The position, counted from zero, or no-data.", Schema.Parse("""[{"type":"null"},{"type":"integer","minimum":0}]""")))
    {
        Experimental = true,
        Examples = ["""{"title":"An array without labels","arguments":{"data":[7,5,7],"label":"B08"},"returns":null}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        arguments.Array("data").Labels is { } labels && labels.IndexOf(arguments["label"]) is var index and >= 0 ? Value.Of((double)index) : Value.Null;
}
