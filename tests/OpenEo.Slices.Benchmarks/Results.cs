using System.Text.RegularExpressions;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// Tables that are kept in the repository: <c>results/CPU/Benchmark.md</c>. Only those of one processor compare, and only on a machine that is idle.
/// </summary>
public static partial class Results
{
    const string Folder = "tests/OpenEo.Slices.Benchmarks/results";

    /// <summary>Writes the table of one benchmark, in place of the one before.</summary>
    public static async Task KeepAsync(string benchmark, Report report, string command, string remark, CancellationToken ct)
    {
        var folder = Path.Combine(Folder, FolderName(Machine.ModelName()));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{benchmark}.md");
        await File.WriteAllTextAsync(file, $"# {benchmark}\n\n- `{command}`\n- {remark}\n{report}", ct);
        await Console.Error.WriteLineAsync($"Kept in {file}");
    }

    /// <summary>A processor's name as one of a folder: <c>Intel(R) Xeon(R) Processor @ 2.50GHz</c> is <c>Intel-Xeon-Processor-2.50GHz</c>.</summary>
    static string FolderName(string processor) => Other().Replace(Marks().Replace(processor, ""), "-").Trim('-');

    [GeneratedRegex(@"\((R|TM|tm)\)")]
    private static partial Regex Marks();

    [GeneratedRegex("[^A-Za-z0-9.]+")]
    private static partial Regex Other();
}
