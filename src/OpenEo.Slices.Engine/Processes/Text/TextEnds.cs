using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>text_ends: text stops with a pattern.</summary>
sealed class TextEnds() : TextSearch(new(
    "text_ends", "Text stops with a pattern", "Tells whether a text stops with another one. No-data stays no-data.",
    ["texts", "comparison"],
    [new("data", "The text whose end is looked at.", Schema.StringOrNull), Pattern, CaseSensitive],
    new("`true` if the text stops with the pattern, else `false`.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"data":"S2A_MSIL2A","pattern":"L1C"},"returns":false}"""],
})
{
    protected override bool Holds(string data, string pattern, StringComparison comparison) => data.EndsWith(pattern, comparison);
}
