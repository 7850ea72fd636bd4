using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>text_find: where a pattern is in a text.</summary>
sealed class TextFind : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "text_find", "Position of a pattern in a text",
        "Tells where a text holds another one for the first time. Positions count Unicode characters from 0. No-data stays no-data.",
        ["texts"],
        [new("data", "The text to be searched.", Schema.StringOrNull), TextSearch.Pattern, TextSearch.CaseSensitive],
        new("The position of the pattern's first character, or no-data if the pattern is nowhere in the text.",
            Schema.Parse("""{"type":["integer","null"],"minimum":0}""")))
    {
        Experimental = true,
        Examples =
        [
            """{"arguments":{"data":"S2A_MSIL2A","pattern":"MSI"},"returns":4}""",
            """{"arguments":{"data":"S2A_MSIL2A","pattern":"L1C"},"returns":null}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (arguments.Text("data") is not { } data) return Value.Null;
        var position = data.IndexOf(arguments.Text("pattern")!, TextSearch.Comparison(arguments));
        // A character beyond the basic plane is two chars here, but one to the user.
        return position < 0 ? Value.Null : Value.Of((double)data[..position].EnumerateRunes().Count());
    }
}
