using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_create: an array from values, repeated if wanted.</summary>
sealed class ArrayCreate : Process
{
    /// <summary>Longer arrays than this are refused: no cube has so many labels, and memory is finite.</summary>
    const int MaximumLength = 1_000_000;

    public override ProcessDefinition Definition { get; } = new(
        "array_create", "Create an array", "Makes a new array of the given values, one or more times over. Without values the array is empty.",
        ["arrays"],
        [
            new Parameter("data", "The values.", Schema.Array).Or(new ArrayValue([])),
            new Parameter("repeat", "How many times the values are put into the array, one after the other.",
                Schema.Parse("""{"type":"integer","minimum":1}""")).Or(Value.Of(1d)),
        ],
        new("The new array.", Schema.Array))
    {
        Examples =
        [
            """{"arguments":{"data":[0,255],"repeat":2},"returns":[0,255,0,255]}""",
            """{"arguments":{},"returns":[]}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (items, times) = (arguments.Array("data").Items, arguments.Number("repeat") ?? 1);
        if (times * items.Length > MaximumLength) throw arguments.Invalid("repeat", $"an array can have at most {MaximumLength} elements");
        return new ArrayValue(items.IsEmpty ? [] : [.. Enumerable.Repeat(items, (int)times).SelectMany(copy => copy)]);
    }
}
