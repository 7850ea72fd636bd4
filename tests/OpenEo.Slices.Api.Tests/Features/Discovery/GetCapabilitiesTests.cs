using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class GetCapabilitiesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Has_what_clients_ask_for()
    {
        var json = await api.CreateClient(null).GetJsonAsync("");
        foreach (var member in (string[])["id", "title", "description", "api_version", "backend_version", "stac_version", "type", "conformsTo", "endpoints",
            "links", "production"])
            Assert.True(json.TryGetProperty(member, out _), member);
        Assert.Equal("Catalog", json.GetProperty("type").GetString());
        Assert.Contains("https://api.openeo.org/1.3.0/authentication/jwt", json.GetProperty("conformsTo").EnumerateArray().Select(c => c.GetString()));
        Assert.DoesNotContain("null", json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_each_path_once_as_the_specification_spells_it()
    {
        var endpoints = (await api.CreateClient(null).GetJsonAsync("")).GetProperty("endpoints").EnumerateArray()
            .ToDictionary(e => e.GetProperty("path").GetString()!, e => e.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!).ToArray());
        Assert.Equal(["GET"], endpoints["/collections/{collection_id}"]);
        Assert.Equal(["GET"], endpoints["/credentials/basic"]);
        Assert.Equal(["GET"], endpoints["/processes"]);
        Assert.DoesNotContain("/", endpoints.Keys);
        Assert.DoesNotContain(endpoints.Keys,
            path => path.Contains("health", StringComparison.Ordinal) || path.Contains("well-known", StringComparison.Ordinal) || path.Contains('*'));
        Assert.All(endpoints.Values.SelectMany(methods => methods), method => Assert.Contains(method, (string[])["GET", "POST", "PATCH", "PUT", "DELETE"]));
    }

    [Fact]
    public async Task Its_links_are_absolute_and_lead_somewhere()
    {
        var client = api.CreateClient(null);
        var links = (await client.GetJsonAsync("")).GetProperty("links").EnumerateArray().ToList();
        Assert.Contains("conformance", links.Select(link => link.GetProperty("rel").GetString()));
        Assert.Contains("data", links.Select(link => link.GetProperty("rel").GetString()));
        foreach (var link in links)
        {
            var href = link.GetProperty("href").GetString()!;
            Assert.StartsWith("http", href, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Object, (await client.GetJsonAsync(href)).ValueKind);
        }
    }

    [Fact]
    public async Task Works_with_and_without_a_slash_at_the_end()
    {
        var client = api.CreateClient(null);
        await client.GetJsonAsync("/openeo/v1");
        await client.GetJsonAsync("/openeo/v1/");
    }
}
