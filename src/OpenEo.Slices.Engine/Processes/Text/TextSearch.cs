using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Text;

/// <summary>
/// A yes-or-no question about a pattern in a text <c>data</c>. Letters count by their Unicode code points, in no language's particular order.
/// </summary>
abstract class TextSearch(ProcessDefinition definition) : Process
{
    /// <summary>The text to look for.</summary>
    internal static Parameter Pattern { get; } = new("pattern", "The text to look for, taken letter by letter; it is no regular expression.", Schema.String);

    /// <summary>Whether upper and lower case differ.</summary>
    internal static Parameter CaseSensitive { get; } =
        new Parameter("case_sensitive", "Set to `false` if upper and lower case letters count as equal.", Schema.Boolean).Or(Value.True);

    public override ProcessDefinition Definition => definition;

    /// <summary>The answer for a text and a pattern.</summary>
    protected abstract bool Holds(string data, string pattern, StringComparison comparison);

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        arguments.Text("data") is { } data ? Value.Of(Holds(data, arguments.Text("pattern")!, Comparison(arguments))) : Value.Null;

    /// <summary>How to compare, as <c>case_sensitive</c> says.</summary>
    internal static StringComparison Comparison(Arguments arguments) =>
        arguments.Boolean("case_sensitive") == false ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
