using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>
/// Every numbered requirement that applies has exactly one test, named by profile and number, and docs/conformance.md tells
/// which. With the environment variable OPENEO_WRITE_CONFORMANCE set, the table is written; else it must be up to date.
/// </summary>
public sealed partial class ConformanceTable
{
    sealed record Requirement(string Profile, int Number, string Category, string Endpoint);

    sealed record Test(string Profile, int Number, string Statement, string Class, string Method);

    // Secondary web services and runtimes for user-defined functions, which the service does not offer.
    static bool IsLeftOut(int number) => number is >= 600 and <= 698 or >= 71 and <= 75;

    static List<Requirement> Requirements() =>
    [
        .. from line in File.ReadLines(SharedFolder.Find("reference/openeo-api/api-profiles.tsv")).Skip(1)
           let cells = line.Split('\t')
           where cells.Length > 3 && !IsLeftOut(int.Parse(cells[1]))
           select new Requirement(cells[0], int.Parse(cells[1]), cells[2], cells[3]),
    ];

    static List<Test> Tests() =>
    [
        .. from type in typeof(ConformanceTable).Assembly.GetTypes()
           where type.Namespace == typeof(ConformanceTable).Namespace
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where method.GetCustomAttribute<FactAttribute>() is not null
           let name = Name().Match(method.Name)
           where name.Success
           select new Test(
               name.Groups["profile"].Value.Replace("FS", "-FS", StringComparison.Ordinal), int.Parse(name.Groups["number"].Value),
               Sentence(name.Groups["rest"].Value), type.Name, method.Name),
    ];

    [SkippableFact]
    public void Every_requirement_has_exactly_one_test_and_every_test_a_requirement()
    {
        var requirements = Requirements();
        Assert.Equal(182, requirements.Count);
        Assert.Equal(
            requirements.OrderBy(requirement => requirement.Number).Select(requirement => (requirement.Number, requirement.Profile)),
            Tests().OrderBy(test => test.Number).Select(test => (test.Number, test.Profile)));
    }

    [SkippableFact]
    public void The_table_in_the_documentation_is_up_to_date()
    {
        var table = Write();
        var path = Path.Combine(Repository(), "docs", "conformance.md");
        // The engine's tests write the chapter on processes.
        var written = File.Exists(path) ? File.ReadAllText(path) : "";
        var processes = written.IndexOf("\n## Processes\n", StringComparison.Ordinal) is >= 0 and var at ? written[at..] : "";
        if (Environment.GetEnvironmentVariable("OPENEO_WRITE_CONFORMANCE") is { Length: > 0 }) File.WriteAllText(path, written = table + processes);
        Assert.True(written == table + processes,
            "docs/conformance.md is not up to date: run this test with OPENEO_WRITE_CONFORMANCE=1 and commit the file.");
    }

    static string Write()
    {
        var tests = Tests().ToDictionary(test => test.Number);
        var text = new StringBuilder("""
            # Conformance

            The openEO community judges back-ends by numbered requirements,
                in levels from L1 (minimal) to L4 (extra). Each that applies here has one test of its number
            in `tests/OpenEo.Slices.Api.Tests/Conformance`, over HTTP at the running service; the statements below are the names of the tests. Beyond them,
                every JSON response of every
            test of the project is checked by the API's own description.

            Left out: secondary web services (600 to 698) and runtimes for user-defined functions (71 to 75), which the service does not offer.

            This file is written by the test `ConformanceTable` with `OPENEO_WRITE_CONFORMANCE=1`.

            """.ReplaceLineEndings("\n"));
        foreach (var category in Requirements().OrderBy(requirement => requirement.Number).GroupBy(requirement => requirement.Category))
        {
            text.Append($"\n## {category.Key}\n\n| number | profile | endpoint | what is tested | test |\n| ---: | --- | --- | --- | --- |\n");
            foreach (var requirement in category)
                if (tests.TryGetValue(requirement.Number, out var test))
                    text.Append(
                        $"| {requirement.Number} | {requirement.Profile} | {requirement.Endpoint} | {test.Statement} | `{test.Class}.{test.Method}` |\n");
        }
        return text.ToString();
    }

    static string Sentence(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ') + ".";

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder!.EnumerateFiles("*.sln").Any()) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"^(?<profile>L\d[A-C]?(FS)?)_(?<number>\d+)_(?<rest>\w+)$")]
    private static partial Regex Name();
}
