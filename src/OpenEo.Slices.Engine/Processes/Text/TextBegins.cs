using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>text_begins: text starts with a pattern.</summary>
sealed class TextBegins() : TextSearch(new(
    "text_begins", "Text starts with a pattern", "Tells whether a text starts with another one. No-data stays no-data.",
    ["texts", "comparison"],
    [new("data", "The text whose start is looked at.", Schema.StringOrNull), Pattern, CaseSensitive],
    new("`true` if the text starts with the pattern, else `false`.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"data":"S2A_MSIL2A","pattern":"S2"},"returns":true}"""],
})
{
    protected override bool Holds(string data, string pattern, StringComparison comparison) => data.StartsWith(pattern, comparison);
}
