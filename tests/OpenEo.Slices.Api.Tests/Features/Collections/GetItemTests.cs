namespace OpenEo.Slices.Api.Tests.Features.Collections;

[Collection("stac api")]
public sealed class GetItemTests(StacApiFixture api)
{
    [Theory]
    [InlineData("SCENES", "scene-03")]
    [InlineData("MY_INNER", "b")]
    public async Task An_item_is_found_wherever_it_comes_from(string collection, string id)
    {
        using var client = api.CreateClient(null);
        var item = await client.GetJsonAsync($"collections/{collection}/items/{id}");
        Assert.Equal(id, item.GetProperty("id").GetString());
        Assert.EndsWith($"/collections/{collection}/items/{id}", item.GetProperty("links")[0].GetProperty("href").GetString());
        await (await client.GetAsync($"collections/{collection}/items/nothing")).ShouldBeErrorAsync(404, "NotFound");
    }
}
