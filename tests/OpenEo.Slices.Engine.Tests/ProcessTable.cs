using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Tests.Processes;
using OpenEo.Slices.Tests;
using Xunit.Sdk;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>
/// The chapter on processes at the end of docs/conformance.md. With the environment variable OPENEO_WRITE_CONFORMANCE set, it is written; else it must be up
/// to date. The chapters before it are written elsewhere.
/// </summary>
public sealed partial class ProcessTable
{
    const string Heading = "\n## Processes\n";

    [SkippableFact]
    public void The_table_of_processes_in_the_documentation_is_up_to_date()
    {
        var chapter = Write();
        var path = Path.Combine(Repository(), "docs", "conformance.md");
        var text = File.ReadAllText(path);
        var before = text.IndexOf(Heading, StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;
        if (Environment.GetEnvironmentVariable("OPENEO_WRITE_CONFORMANCE") is { Length: > 0 }) File.WriteAllText(path, text = before + chapter);
        Assert.True(text == before + chapter,
            "The chapter on processes in docs/conformance.md is not up to date: run this test with OPENEO_WRITE_CONFORMANCE=1 and commit the file.");
    }

    static string Write()
    {
        var (cases, field) = (SharedFolder.Find("reference/process-tests"), FieldUse());
        var (text, wrong) = (new StringBuilder(Heading), new List<string>());
        var (total, good) = (0, 0);
        var rows = new StringBuilder();
        foreach (var definition in ProcessCatalog.Definitions.OrderBy(definition => definition.Id, StringComparer.Ordinal))
        {
            var (count, passed) = Run(definition.Id, Path.Combine(cases, definition.Id + ".json"), wrong);
            (total, good) = (total + count, good + passed);
            rows.Append(CultureInfo.InvariantCulture, $"| `{definition.Id}` | {Comparison(definition)} | {Number(count)} | {(count == 0 ? "" : passed)} |");
            rows.Append(CultureInfo.InvariantCulture, $" {Number(field.GetValueOrDefault(definition.Id))} |\n");
        }
        text.Append($"""

            {total} published cases of the openEO processes are run against the engine, of which {good} pass. A definition is equal to that of openEO when
            parameters, defaults, schemas, exceptions and categories are the same; words, links and examples are our own. The last column counts process
            graphs of the field (of 332 in public repositories) that use the process; only processes that were not there yet were counted.

            This chapter is written by the test `ProcessTable` with `OPENEO_WRITE_CONFORMANCE=1`.

            | process | definition | cases | passed | field |
            | --- | --- | ---: | ---: | ---: |

            """.ReplaceLineEndings("\n"));
        text.Append(rows).Append("\nCases that expect something else than the definition of their process says, and so are not met:\n\n");
        foreach (var line in wrong) text.Append(line);
        return text.ToString();
    }

    static (int Count, int Passed) Run(string process, string path, List<string> wrong)
    {
        if (!File.Exists(path)) return (0, 0);
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var (tests, passed) = (json.RootElement.GetProperty("tests"), 0);
        foreach (var (test, i) in tests.EnumerateArray().Select((test, i) => (test, i)))
        {
            var reason = ProcessTests.Wrong(process, test);
            if (reason is not null) wrong.Add($"- `{process}`, case {i + 1}: {reason}\n");
            else if (Passes(process, test)) passed++;
        }
        return (tests.GetArrayLength(), passed);
    }

    static bool Passes(string process, JsonElement test)
    {
        try
        {
            ProcessTests.Check(process, test);
            return true;
        }
        catch (XunitException)
        {
            return false;
        }
    }

    static string Comparison(ProcessDefinition definition)
    {
        var folder = SharedFolder.Find("reference/openeo-processes");
        string[] places = [Path.Combine(folder, definition.Id + ".json"), Path.Combine(folder, "proposals", definition.Id + ".json")];
        if (Array.Find(places, File.Exists) is not { } path) return "not of openEO";
        var differences = DefinitionDifferences.Of(definition.ToJson(), JsonNode.Parse(File.ReadAllText(path))!).ToList();
        return differences.Count == 0 ? "equal" : "differs: " + string.Join(", ", differences);
    }

    /// <summary>Processes and how many graphs of the field use them: the first list of the survey.</summary>
    static Dictionary<string, int> FieldUse() => File.ReadLines(SharedFolder.Find("reference/field-use.md"))
        .TakeWhile(line => !line.StartsWith("In the other", StringComparison.Ordinal)).Select(line => Use().Match(line)).Where(match => match.Success)
        .ToDictionary(match => match.Groups["process"].Value, match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));

    static string Number(int count) => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder!.EnumerateFiles("*.sln").Any()) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"^(?<count>\d+) (?<process>[a-z0-9_]+)  ")]
    private static partial Regex Use();
}
