using System.Globalization;
using System.Text;

namespace OpenEo.Slices.Benchmarks;

/// <summary>The table that is printed. Rows appear in the order in which they are added; each is also told on the error stream at once.</summary>
/// <param name="header">What stands above the table: the machine and the versions, one fact a line.</param>
public sealed class Report(IReadOnlyList<string> header)
{
    readonly List<string> rows = [];

    /// <summary>True when a result was wrong, so that times mean nothing.</summary>
    public bool Failed { get; private set; }

    /// <summary>A row of seconds: the median, and every round.</summary>
    public void AddSeconds(string what, IReadOnlyList<double> seconds, string how) =>
        Add(what, $"median {Text(Median(seconds))} s", string.Join(", ", seconds.Select(Text)), how);

    /// <summary>A row of ratios of one round each: the median, and every round.</summary>
    public void AddRatios(string what, IReadOnlyList<double> ratios, string how) =>
        Add(what, $"median {Text(Median(ratios))}", string.Join(", ", ratios.Select(Text)), how);

    /// <summary>A row of any other kind.</summary>
    public void Add(string what, string result, string rounds, string how)
    {
        rows.Add($"| {what} | {result} | {rounds} | {how} |");
        Console.Error.WriteLine($"{what}: {result}");
    }

    /// <summary>A row that says whether a result is right; a wrong one fails the whole run.</summary>
    public void AddCheck(string what, bool right, string details, string how)
    {
        Failed |= !right;
        Add(what, right ? "yes" : "**NO**", details, how);
    }

    /// <summary>The rows of another report.</summary>
    public void Add(Report other)
    {
        rows.AddRange(other.rows);
        Failed |= other.Failed;
    }

    /// <summary>The middle value, or the mean of the two middle values.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The smallest value that at least this share of all values does not exceed (nearest rank).</summary>
    public static double Percentile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The header and the table in Markdown.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in header) text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        text.Append("\n| What | Result | Each round | How |\n| --- | --- | --- | --- |\n");
        foreach (var row in rows) text.Append(row).Append('\n');
        return text.ToString();
    }

    static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
