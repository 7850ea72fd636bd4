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
        Assert.Equal(["GET"], endpoints["/collections/{collection_id}/items"]);
        Assert.Equal(["GET"], endpoints["/collections/{collection_id}/items/{feature_id}"]);
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
    public async Task Describes_itself_and_links_each_thing_once_with_a_title_and_the_pages_that_are_configured()
    {
        var plain = await api.CreateClient(null).GetJsonAsync("");
        Assert.True(plain.GetProperty("description").GetString()!.Split('\n').Length > 3);
        Assert.Equal(["self", "root", "version-history", "data", "conformance"], Links(plain).Select(link => link.GetProperty("rel").GetString()));
        await using var host = api.StartHost(api.With(("Service:TermsOfService", "https://eo.example/terms"), ("Service:PrivacyPolicy",
            "https://eo.example/privacy"), ("Service:Documentation", "https://eo.example/docs"), ("Service:WebEditor", "https://editor.example")));
        var links = Links(await host.CreateClient(null).GetJsonAsync("")).ToList();
        Assert.All(links, link => Assert.NotEqual("", link.GetProperty("title").GetString()));
        Assert.Equal([("terms-of-service", "https://eo.example/terms"), ("privacy-policy", "https://eo.example/privacy"), ("about", "https://eo.example/docs"),
            ("web-editor", "https://editor.example")],
            links[5..].Select(link => (link.GetProperty("rel").GetString()!, link.GetProperty("href").GetString()!)));

        static IEnumerable<JsonElement> Links(JsonElement json) => json.GetProperty("links").EnumerateArray();
    }

    [Fact]
    public async Task Works_with_and_without_a_slash_at_the_end()
    {
        var client = api.CreateClient(null);
        await client.GetJsonAsync("/openeo/v1");
        await client.GetJsonAsync("/openeo/v1/");
    }
}
