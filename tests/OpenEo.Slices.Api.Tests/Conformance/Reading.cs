using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>How the tests of requirements read answers.</summary>
public static class Reading
{
    /// <summary>The entries of a member that is an array; fails when it is none.</summary>
    public static List<JsonElement> List(this JsonElement json, string member) => [.. json.GetProperty(member).EnumerateArray()];

    /// <summary>A member that is text; fails when it is none.</summary>
    public static string Text(this JsonElement json, string member) => json.GetProperty(member).GetString()!;

    /// <summary>A member of each entry of an array.</summary>
    public static List<string> Texts(this JsonElement json, string member, string inner) => [.. json.List(member).Select(entry => entry.Text(inner))];

    /// <summary>Whether a member is there.</summary>
    public static bool Has(this JsonElement json, string member) => json.TryGetProperty(member, out _);

    /// <summary>Fails unless all members are there.</summary>
    public static void ShouldHave(this JsonElement json, params string[] members) =>
        Assert.All(members, member => Assert.True(json.Has(member), $"'{member}' is missing in {json}"));

    /// <summary>Addresses of the links with a relation.</summary>
    public static List<string> Links(this JsonElement json, string rel) =>
        [.. json.List("links").Where(link => link.Text("rel") == rel).Select(link => link.Text("href"))];

    /// <summary>Where in the document something is null, as paths with slashes.</summary>
    public static IEnumerable<string> Nulls(this JsonElement json, string path = "") => json.ValueKind switch
    {
        JsonValueKind.Null => [path],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => member.Value.Nulls($"{path}/{member.Name}")),
        JsonValueKind.Array => json.EnumerateArray().SelectMany((entry, index) => entry.Nulls($"{path}/{index}")),
        _ => [],
    };

    /// <summary>
    /// The whole list, page by page: every page is as long as asked for until the last one, which has no link to a next. The first page is at
    /// <paramref name="path"/>, which says the limit.
    /// </summary>
    public static async Task<List<JsonElement>> PagesAsync(this HttpClient client, string path, string member, int limit)
    {
        var all = new List<JsonElement>();
        for (string? address = $"{path}?limit={limit}"; address is not null;)
        {
            var page = await client.GetJsonAsync(address);
            var entries = page.List(member);
            all.AddRange(entries);
            address = page.Links("next").SingleOrDefault();
            Assert.True(address is null ? entries.Count <= limit : entries.Count == limit && address.StartsWith("http", StringComparison.Ordinal),
                $"{entries.Count} entries, then {address}");
        }
        return all;
    }

    /// <summary>PUT of JSON text.</summary>
    public static Task<HttpResponseMessage> PutTextAsync(this HttpClient client, string path, string json) =>
        client.PutAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>A request of any method; with a JSON body where methods have one.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string method, string path, string body = "{}") =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method),
            path) { Content = method is "POST" or "PUT" or "PATCH" ? new StringContent(body, Encoding.UTF8, "application/json") : null });

    /// <summary>POST /result, which must succeed.</summary>
    public static async Task<HttpResponseMessage> ComputeAsync(this HttpClient client, string process, string more = "")
    {
        var response = await client.PostTextAsync("result", Graph.Request(process, more));
        if ((int)response.StatusCode != 200) await response.ShouldBeAsync(200);
        return response;
    }

    /// <summary>The JSON value that a process gives.</summary>
    public static async Task<string> ValueAsync(this HttpClient client, string process) =>
        await (await client.ComputeAsync(process)).Content.ReadAsStringAsync();

    /// <summary>Codes of what POST /validation finds.</summary>
    public static async Task<List<string>> FaultsAsync(this HttpClient client, string process) =>
        (await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).Texts("errors", "code");

    /// <summary>A response header.</summary>
    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
