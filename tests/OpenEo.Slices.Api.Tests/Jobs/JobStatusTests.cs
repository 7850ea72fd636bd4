using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Jobs;

/// <summary>Statuses, states and levels are spelled in one place each. Statements spell them too, where that reads better: these tests read them.</summary>
public sealed partial class JobStatusTests
{
    static string Migration => File.ReadAllText(Path.Combine(ArchitectureTests.Root, "db", "migrations", "0002_jobs.sql"));

    static string[] Words(string list) => [.. Word().Matches(list).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Words_are_those_that_the_database_allows()
    {
        Assert.Equal(JobStatus.All.Order(), Words(Allowed("status")).Order());
        Assert.Equal(RunState.All.Order(), Words(Allowed("state")).Order());
        Assert.Equal(LogSeverities.All.Order(), Words(Allowed("log_level")).Order());

        static string Allowed(string column) => Regex.Match(Migration, $@"CHECK \({column} IN \(([^)]*)\)").Groups[1].Value;
    }

    [Fact]
    public void Levels_in_statements_have_the_numbers_of_the_type()
    {
        var levels = Enum.GetValues<LogSeverity>();
        Assert.Equal(levels.Select(level => level.Name()), LogSeverities.All);
        Assert.Equal(JobLog.Error, $"{(short)LogSeverity.Error}");
        Assert.Equal(JobLog.Info, $"{(short)LogSeverity.Info}");
        Assert.Equal(
            levels.SkipLast(1).Select(level => $"WHEN '{level.Name()}' THEN {(short)level}"), Case().Matches(JobLog.Lowest).Select(match => match.Value));
        Assert.EndsWith($" ELSE {(short)levels[^1]} END", JobLog.Lowest, StringComparison.Ordinal);
        Assert.Equal([LogSeverity.Info.Name(), LogSeverity.Debug.Name()], Words(JobLog.WantsInfo));
    }

    [Fact]
    public void A_level_that_there_is_not_is_refused_and_none_means_all()
    {
        Assert.Equal(LogSeverity.Debug, JobLog.ReadLowest(""));
        Assert.Equal(LogSeverity.Warning, JobLog.ReadLowest("warning"));
        Assert.Equal($"'level' {JobLog.Choice}.", Assert.Throws<OpenEoException>(() => JobLog.ReadLowest("fatal")).Message);
        Assert.All(LogSeverities.All, name => Assert.Contains(name, JobLog.Choice, StringComparison.Ordinal));
    }

    [Fact]
    public void Statements_compare_with_words_that_there_are_and_with_no_bare_numbers()
    {
        var files = Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "src", "OpenEo.Slices.Api"), "*.cs", SearchOption.AllDirectories);
        var found = 0;
        foreach (var file in files)
        {
            var code = File.ReadAllText(file);
            foreach (Match match in Comparison().Matches(code))
            {
                var known = match.Groups[1].Value switch { "status" => JobStatus.All, "state" => RunState.All, _ => LogSeverities.All };
                Assert.All(Words(match.Groups[2].Value), word => Assert.True(known.Contains(word), $"{Path.GetFileName(file)}: {match.Value}"));
                found++;
            }
            Assert.False(Number().IsMatch(code), $"{Path.GetFileName(file)}: a level is a number");
            Assert.False(Unfilled().IsMatch(code), $"{Path.GetFileName(file)}: a name in braces stands in a statement that has no $");
        }
        Assert.True(found > 25, $"only {found} comparisons");
    }

    [GeneratedRegex(@"'(\w+)'")]
    private static partial Regex Word();

    [GeneratedRegex(@"WHEN '\w+' THEN \d")]
    private static partial Regex Case();

    // status = 'x', state IN ('x', 'y'), SET status = CASE WHEN … THEN 'x' ELSE 'y' END
    [GeneratedRegex(@"\b(status|state|log_level)\b\s*(?:=|<>|(?:NOT )?IN)\s*('\w+'|\((?:'\w+'(?:, )?)+\)|CASE\b[^\n]*\bEND\b)")]
    private static partial Regex Comparison();

    [GeneratedRegex(""" = \"\"\"\n(?:(?!\"\"\")[\s\S])*\{[A-Z]\w+(?:\.\w+)?\}""")]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"\blevel\s*(?:<=|=)\s*\d|@now, \d, '")]
    private static partial Regex Number();
}
