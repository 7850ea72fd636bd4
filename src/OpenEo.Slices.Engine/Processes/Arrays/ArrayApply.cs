using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_apply: a child process computes each element anew.</summary>
sealed class ArrayApply : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_apply", "Apply a process to each element",
        "Calls a child process for every element of an array and puts what it returns in the element's place. Labels stay.",
        ["arrays"],
        [
            new("data", "An array.", Schema.Array),
            new("process", "The child process: it gets an element and returns the new one.", Elements.Callback("The new element.", Schema.Any)),
            Elements.Context,
        ],
        new("An array of the same length.", Schema.Array))
    {
        Examples =
        [
            """
            {"arguments":{"data":[1,-2,null],"process":{"process_graph":{"c":{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}},
              "result":true}}}},"returns":[1,2,null]}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        new ArrayValue(Elements.Call(arguments, "process", evaluation), arguments.Array("data").Labels);
}
