using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>
/// What the tests of numbered requirements share. Each test is named by profile and number; secondary web services (600 to 698) and UDF runtimes (71 to 75) are
/// not offered.
/// </summary>
public abstract class Requirement(JobFixture api)
{
    static readonly Dictionary<string, Task<string>> Finished = [];

    protected JobFixture Api => api;

    /// <summary>Somebody who is logged in; each class has a user of its own.</summary>
    protected HttpClient Me => api.CreateClient(GetType().Name);

    /// <summary>Somebody who is not.</summary>
    protected HttpClient Anybody => api.CreateClient(null);

    /// <summary>A finished job of <see cref="Me"/>, made once for each class.</summary>
    protected Task<string> FinishedAsync()
    {
        lock (Finished)
        {
            if (!Finished.TryGetValue(GetType().Name, out var job)) Finished[GetType().Name] = job = Me.RunJobAsync(JobFixture.Copy, more: "\"title\":\"Copy\",\"description\":\"all of it\",\"log_level\":\"debug\"");
            return job;
        }
    }

    protected static string[] Texts(JsonElement array, string member) => [.. array.EnumerateArray().Select(item => item.GetProperty(member).GetString()!)];

    protected static string? Link(JsonElement document, string rel) =>
        document.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == rel).Select(link => link.GetProperty("href").GetString()).FirstOrDefault();

    protected static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? body = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        return await client.SendAsync(request);
    }

    /// <summary>Works for who is logged in, and answers 401 to who is not.</summary>
    protected async Task NeedsLoginAsync(string method, string path, int status, string? body = null, string type = "application/json")
    {
        await (await SendAsync(Anybody, method, path, body, type)).ShouldBeErrorAsync(401, "AuthenticationRequired");
        var response = await SendAsync(Me, method, path, body, type);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode}\n{await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>The ids of all pages of a list with two entries a page, following the links; and that all come without a limit.</summary>
    protected static async Task<string[]> PagesAsync(HttpClient client, string path, string member, string key = "id")
    {
        var all = Texts((await client.GetJsonAsync(path)).GetProperty(member), key);
        var seen = new List<string>();
        for (var address = $"{path}?limit=2"; address is not null;)
        {
            var page = await client.GetJsonAsync(address);
            Assert.InRange(page.GetProperty(member).GetArrayLength(), 1, 2);
            seen.AddRange(Texts(page.GetProperty(member), key));
            address = Link(page, "next");
        }
        Assert.Equal(all, seen);
        return all;
    }

    /// <summary>No member of an object is null.</summary>
    protected static void HasNoNulls(JsonElement thing) =>
        Assert.DoesNotContain(thing.EnumerateObject(), member => member.Value.ValueKind is JsonValueKind.Null);

    protected static string Wrap(string process, string more = "") => $$"""{"process":{{process}}{{(more.Length > 0 ? "," : "")}}{{more}}}""";

    protected const string Unknown = """{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}""";
}

/// <summary>That there is a test for each requirement, and that the table in the documentation is the one that they make.</summary>
public sealed partial class ConformanceTests
{
    static readonly Dictionary<(string Profile, int Number), string> Tests = typeof(Requirement).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Requirement)))
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).Select(method => (method, Match: Name().Match(method.Name))).Where(pair => pair.Match.Success)
        .ToDictionary(pair => (pair.Match.Groups[1].Value, int.Parse(pair.Match.Groups[2].Value)), pair => $"{pair.method.DeclaringType!.Name}.{pair.method.Name}");

    [SkippableFact]
    public void Every_requirement_has_one_test_and_every_test_a_requirement()
    {
        var required = Requirements().Select(one => (one.Profile, one.Number)).ToList();
        Assert.True(required.Count > 150, $"only {required.Count} requirements");
        Assert.Empty(required.Except(Tests.Keys));
        Assert.Empty(Tests.Keys.Except(required));
    }

    /// <summary>Set <c>OPENEO_WRITE_DOCS=1</c> to write the table anew.</summary>
    [SkippableFact]
    public void The_table_of_requirements_is_up_to_date()
    {
        var table = new StringBuilder("# Conformance\n\nThe requirements by which the openEO community judges a back-end, and the tests that check them here. Each test is named by profile and number and runs against the "
            + "real service over HTTP. Secondary web services (600 to 698) and UDF runtimes (71 to 75) are not offered.\n\n| profile | number | endpoint | what is tested | test |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (profile, number, endpoint) in Requirements())
        {
            var test = Tests.GetValueOrDefault((profile, number), "");
            var parts = test.Split('.');
            table.Append($"| {profile} | {number} | {(endpoint.Length > 0 ? $"`{endpoint.Split(" > ")[0]}`" : "")} | {Name().Replace(parts[^1], "").Replace('_', ' ')} | `{parts[0]}` |\n");
        }
        var file = Path.Combine(Root(), "docs", "conformance.md");
        if (Environment.GetEnvironmentVariable("OPENEO_WRITE_DOCS") == "1") File.WriteAllText(file, table.ToString());
        Assert.Equal(table.ToString(), File.ReadAllText(file));
    }

    static List<(string Profile, int Number, string Endpoint)> Requirements() =>
        [.. File.ReadLines(SharedFolder.Find("reference/openeo-api/api-profiles.tsv")).Skip(1).Select(line => line.Split('\t')).Select(columns => (columns[0].Replace("-", "", StringComparison.Ordinal), int.Parse(columns[1]), columns[3]))
            .Where(one => one.Item2 is not (>= 600 and <= 698 or >= 71 and <= 75))];

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpenEo.Slices.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("^(L[0-9][A-Z]*)_([0-9]+)_")]
    private static partial Regex Name();
}
