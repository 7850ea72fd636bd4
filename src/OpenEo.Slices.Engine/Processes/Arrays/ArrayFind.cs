using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_find: where a value is in an array.</summary>
sealed class ArrayFind : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_find", "Find a value",
        "Gives the position of the first (or last) element that is equal to a value, in type and in content, as `eq` would see it; no-data if there is none. "
        + "No-data, arrays and objects are never found.",
        ["arrays", "reducer"],
        [
            new("data", "The array to look in.", Schema.Array),
            new("value", "The value to look for.", Schema.Any),
            new Parameter("reverse", "Whether to look for the last match instead of the first.", Schema.Boolean).Or(Value.False),
        ],
        new("The position, counted from zero, or no-data.", Schema.Parse("""[{"type":"null"},{"type":"integer","minimum":0}]""")))
    {
        Examples =
        [
            """{"arguments":{"data":[7,5,7],"value":7},"returns":0}""",
            """{"arguments":{"data":[7,5,7],"value":7,"reverse":true},"returns":2}""",
            """{"arguments":{"data":[7,5,7],"value":6},"returns":null}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var value = arguments["value"];
        var numbered = arguments.Array("data").Items.Select((item, i) => (item, i)).ToList();
        if (arguments.Boolean("reverse") == true) numbered.Reverse();
        var found = numbered.Where(entry => Elements.Same(entry.item, value)).Select(entry => (double?)entry.i).FirstOrDefault();
        return Search.Emit(positions => new FindKernel(positions), isBoolean: false, value, numbered) ?? Value.Of(found);
    }
}

/// <summary>Searches among lanes.</summary>
static class Search
{
    /// <summary>
    /// The instruction that compares lanes with a value, in the given order; null when nothing that could be equal differs from pixel to pixel.
    /// </summary>
    public static Value? Emit(Func<int[], Instruction> kernel, bool isBoolean, Value value, IEnumerable<(Value Item, int Position)> items)
    {
        if (IsBoolean(value) is not { } kind) return null;
        var candidates = items.Where(entry => IsBoolean(entry.Item) == kind).ToList();
        var program = ProgramBuilder.Of([value, .. candidates.Select(entry => entry.Item)]);
        return candidates.Count == 0 ? null
            : program?.Emit(kernel([.. candidates.Select(entry => entry.Position)]), isBoolean, [value, .. candidates.Select(entry => entry.Item)]);
    }

    static bool? IsBoolean(Value value) => value switch { BooleanValue => true, NumberValue => false, LaneValue lane => lane.IsBoolean, _ => null };
}
