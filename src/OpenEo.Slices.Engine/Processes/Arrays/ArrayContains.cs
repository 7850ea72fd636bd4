using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_contains: whether a value is in an array.</summary>
sealed class ArrayContains : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_contains", "Is a value in the array?",
        "Tells whether an array has an element that is equal to a value, in type and in content, as `eq` would see it. No-data is never found.",
        ["arrays", "comparison", "reducer"],
        [
            new("data", "The array to look in.", Schema.Array),
            new("value", "The value to look for.", Schema.Parse("""{"type":["number","boolean","string","null"]}""")),
        ],
        new("`true` if the value is there, else `false`.", Schema.Boolean))
    {
        Examples =
        [
            """{"arguments":{"data":[3,8,9],"value":8},"returns":true}""",
            """{"arguments":{"data":[3,8,9],"value":"8"},"returns":false}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (items, value) = (arguments.Array("data").Items, arguments["value"]);
        if (items.Any(item => Elements.Same(item, value))) return Value.True;
        return Search.Emit(_ => ContainsKernel.Instance, isBoolean: true, value, items.Select((item, i) => (item, i))) ?? Value.False;
    }
}
