namespace OpenEo.Slices.Api.Tests.Features.Collections;

[Collection("stac api")]
public sealed class GetQueryablesTests(StacApiFixture api)
{
    [Fact]
    public async Task Properties_of_items_are_described_as_JSON_Schema()
    {
        using var client = api.CreateClient(null);
        using var response = await client.GetAsync("collections/SCENES/queryables");
        Assert.Equal("application/schema+json", response.Content.Headers.ContentType?.MediaType);
        var schema = await response.ShouldBeAsync(200);
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.Equal("https://json-schema.org/draft/2019-09/schema", schema.GetProperty("$schema").GetString());
        var properties = schema.GetProperty("properties");
        Assert.Equal("number",
            properties.GetProperty("eo:cloud_cover").GetProperty("type").GetString()?.Replace("integer", "number", StringComparison.Ordinal));
        Assert.Equal(("string", "date-time"),
            (properties.GetProperty("datetime").GetProperty("type").GetString(), properties.GetProperty("datetime").GetProperty("format").GetString()));
        Assert.Equal("integer",
            (await client.GetJsonAsync("collections/MY_INNER/queryables")).GetProperty("properties").GetProperty("grade").GetProperty("type").GetString());
        // The only way in which the JavaScript client finds them.
        var link = (await client.GetJsonAsync("collections/SCENES")).GetProperty("links").EnumerateArray()
            .Single(link => link.GetProperty("rel").GetString() == "http://www.opengis.net/def/rel/ogc/1.0/queryables");
        Assert.Equal("application/schema+json", link.GetProperty("type").GetString());
        await (await client.GetAsync("collections/NONE/queryables")).ShouldBeErrorAsync(404, "CollectionNotFound");
    }
}
