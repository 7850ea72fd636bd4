using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Tests;

/// <summary>What the documents promise is there: scripts, settings, files, processes.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class ReadMeTests
{
    static readonly string Root = FindRoot();

    static readonly string ReadMe = File.ReadAllText(Path.Combine(Root, "README.md"));

    static readonly string Configuration = File.ReadAllText(Path.Combine(Root, "docs", "configuration.md"));

    [Fact]
    public void Every_script_that_is_named_exists_and_is_executable()
    {
        var scripts = Script().Matches(ReadMe).Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.True(File.GetUnixFileMode(Path.Combine(Root, script)).HasFlag(UnixFileMode.UserExecute), script));
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var links = Link().Matches(ReadMe).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Root, link)), link));
    }

    [Fact]
    public void Every_setting_is_described_and_every_described_one_exists()
    {
        var settings = SettingsReader.Sections.SelectMany(SettingsReader.Of).Select(SettingsReader.NameOf).Append(CollectionSettings.Section).ToList();

        Assert.True(settings.Count > 50, $"only {settings.Count} settings found");
        Assert.Equal(settings.Order(), Described().Except(["ASPNETCORE_URLS"]).Order());
    }

    /// <summary>Names in the first column; <c>:Title</c> after <c>Service:Id</c> is short for <c>Service:Title</c>, <c>:0</c> stands for a list.</summary>
    static List<string> Described()
    {
        var names = new List<string>();
        foreach (var row in Configuration.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
            foreach (Match name in Quoted().Matches(row.Split('|')[1]))
            {
                var text = name.Groups[1].Value;
                if (text.StartsWith(':')) text = names[^1].Split(':')[0] + text;
                if (ListIndex().Replace(text, "") is var plain && !names.Contains(plain)) names.Add(plain);
            }
        return names;
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder.EnumerateFiles("*.sln").Any()) folder = folder.Parent ?? throw new DirectoryNotFoundException("No solution above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"script/[a-z]+")]
    private static partial Regex Script();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([A-Za-z_:0-9]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex ListIndex();
}
