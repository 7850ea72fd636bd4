using System.Globalization;
using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>text_concat: values as one text.</summary>
sealed class TextConcat : Process
{
    static readonly Schema Separator = Schema.Parse("""{"type":["string","number","boolean","null"]}""");

    public override ProcessDefinition Definition { get; } = new(
        "text_concat", "Join values to one text", "Writes texts, numbers, booleans and no-data one after another into a single text.",
        ["texts"],
        [
            new("data", "The values in order. What is no text is written in lower case as in JSON: `1`, `-1.5`, `true`, `null`.",
                Schema.Parse("""{"type":"array","items":{"type":["string","number","boolean","null"]}}""")),
            new Parameter("separator", "What to write between two values; nothing when it is left out.", Separator).Or(Value.Of("")),
        ],
        new("The text.", Schema.String))
    {
        Examples = ["""{"arguments":{"data":["B",8,null,true],"separator":"_"},"returns":"B_8_null_true"}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (arguments.Array("data").Items.Any(item => item is LaneValue) || arguments["separator"] is LaneValue)
            throw arguments.Invalid("data", "values that differ from pixel to pixel cannot be written as text");
        return Value.Of(string.Join(Write(arguments["separator"]), arguments.Array("data").Items.Select(Write)));
    }

    static string Write(Value value) => value switch
    {
        StringValue text => text.Value,
        BooleanValue boolean => boolean.Value ? "true" : "false",
        // Whole numbers are written with all their digits, as in JavaScript: an id or a time in milliseconds has no exponent.
        NumberValue number when double.IsInteger(number.Value) && Math.Abs(number.Value) < 1e21 =>
            new BigInteger(number.Value).ToString(CultureInfo.InvariantCulture),
        NumberValue number => number.Value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => "null",
    };
}
