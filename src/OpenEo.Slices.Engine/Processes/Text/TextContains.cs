using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>text_contains: text holds a pattern.</summary>
sealed class TextContains() : TextSearch(new(
    "text_contains", "Text holds a pattern", "Tells whether a text holds another one anywhere. No-data stays no-data.",
    ["texts", "comparison"],
    [new("data", "The text to be searched.", Schema.StringOrNull), Pattern, CaseSensitive],
    new("`true` if the pattern is somewhere in the text, else `false`.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"data":"S2A_MSIL2A","pattern":"msi","case_sensitive":false},"returns":true}"""],
})
{
    protected override bool Holds(string data, string pattern, StringComparison comparison) => data.Contains(pattern, comparison);
}
