using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

public sealed class GetCollectionTests(CollectionFiles api) : IClassFixture<CollectionFiles>
{
    Task<JsonElement> GetAsync(string id) => api.CreateClient(null).GetJsonAsync($"collections/{id}");

    static IEnumerable<(string Rel, string Href)> Links(JsonElement json) =>
        json.GetProperty("links").EnumerateArray().Select(link => (link.GetProperty("rel").GetString()!, link.GetProperty("href").GetString()!));

    [Fact]
    public async Task Completes_the_dimensions_of_the_source()
    {
        var dimensions = (await GetAsync("FULL")).GetProperty("cube:dimensions");
        Assert.Equal("x", dimensions.GetProperty("x").GetProperty("axis").GetString());
        Assert.Equal("[600000,700000]", dimensions.GetProperty("x").GetProperty("extent").GetRawText());
        Assert.Equal("[45,47]", dimensions.GetProperty("y").GetProperty("extent").GetRawText());
        Assert.Equal("""["2020-01-01T00:00:00Z",null]""", dimensions.GetProperty("when").GetProperty("extent").GetRawText());
        Assert.Equal("""["B04","B08"]""", dimensions.GetProperty("spectral").GetProperty("values").GetRawText());
    }

    [Fact]
    public async Task Gives_one_overall_extent()
    {
        var extent = (await GetAsync("FULL")).GetProperty("extent");
        Assert.Equal("[[10,45,12.5,47]]", extent.GetProperty("spatial").GetProperty("bbox").GetRawText());
        Assert.Equal("""[["2020-01-01T00:00:00Z",null]]""", extent.GetProperty("temporal").GetProperty("interval").GetRawText());
    }

    [Fact]
    public async Task Leaves_out_nulls_and_what_only_the_server_can_reach()
    {
        var json = await GetAsync("FULL");
        Assert.False(json.TryGetProperty("doi", out _));
        Assert.Equal("""{"platform":["sentinel-2a"]}""", json.GetProperty("summaries").GetRawText());
        Assert.False(json.GetProperty("cube:dimensions").GetProperty("x").TryGetProperty("step", out _));
        Assert.Equal(["public"], json.GetProperty("assets").EnumerateObject().Select(asset => asset.Name));
        Assert.Equal(["self", "root", "parent", "items", "http://www.opengis.net/def/rel/ogc/1.0/queryables", "about"], Links(json).Select(link => link.Rel));
        Assert.DoesNotContain(api.Files, json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_a_valid_collection_of_next_to_nothing()
    {
        var json = await GetAsync("BARE");
        Assert.Equal("BARE", json.GetProperty("description").GetString());
        Assert.Equal("[[-180,-90,180,90]]", json.GetProperty("extent").GetProperty("spatial").GetProperty("bbox").GetRawText());
        Assert.Equal(["x", "y", "t", "bands"], json.GetProperty("cube:dimensions").EnumerateObject().Select(dimension => dimension.Name));
        Assert.Equal("""["a","b"]""", json.GetProperty("cube:dimensions").GetProperty("bands").GetProperty("values").GetRawText());
        Assert.Equal(JsonValueKind.Object, json.GetProperty("summaries").ValueKind);
        Assert.Contains(json.GetProperty("stac_extensions").EnumerateArray(),
            extension => extension.GetString()!.Contains("datacube", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resolves_the_links_of_a_remote_source()
    {
        var json = await GetAsync("REMOTE");
        var license = Links(json).Single(link => link.Rel == "license").Href;
        Assert.StartsWith("http://127.0.0.1:", license, StringComparison.Ordinal);
        Assert.EndsWith("/stac/terms.html", license, StringComparison.Ordinal);
        Assert.DoesNotContain("item", Links(json).Select(link => link.Rel));
        Assert.EndsWith("/stac/t.png", json.GetProperty("assets").GetProperty("thumb").GetProperty("href").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_self_link_leads_back()
    {
        var json = await GetAsync("FULL");
        var self = await api.CreateClient(null).GetJsonAsync(Links(json).Single(link => link.Rel == "self").Href);
        Assert.Equal(json.GetRawText(), self.GetRawText());
    }

    [Theory]
    [InlineData("UNKNOWN")]
    [InlineData("full")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    public async Task An_unknown_collection_is_not_found(string id) =>
        await (await api.CreateClient(null).GetAsync($"collections/{id}")).ShouldBeErrorAsync(404, "CollectionNotFound");
}
