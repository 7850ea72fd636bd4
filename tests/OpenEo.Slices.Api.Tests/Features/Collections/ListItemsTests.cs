using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

[Collection("stac api")]
public sealed class ListItemsTests(StacApiFixture api)
{
    static string? Next(JsonElement page) =>
        page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
        .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();

    async Task<List<string>> AllAsync(string path)
    {
        using var client = api.CreateClient(null);
        var ids = new List<string>();
        for (var address = path; address is not null;)
        {
            var page = await client.GetJsonAsync(address);
            ids.AddRange(page.GetProperty("features").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            address = Next(page);
        }
        return ids;
    }

    [Fact]
    public async Task Items_of_an_API_come_in_its_pages() =>
        Assert.Equal(Enumerable.Range(1, 12).Select(month => $"scene-{month:00}"), await AllAsync("collections/SCENES/items?limit=3"));

    [Fact]
    public async Task Items_of_a_static_catalog_are_filtered_here()
    {
        Assert.Equal(["a", "b"], await AllAsync("collections/MY_INNER/items?limit=1"));
        Assert.Equal(["b"], await AllAsync("collections/MY_INNER/items?datetime=2024-01-02T00:00:00Z"));
        Assert.Empty(await AllAsync("collections/MY_INNER/items?bbox=10,10,11,11"));
    }

    [Fact]
    public async Task Where_files_lie_on_the_server_is_not_told()
    {
        using var client = api.CreateClient(null);
        var page = await client.GetJsonAsync("collections/MY_INNER/items");
        Assert.DoesNotContain("secret", page.GetRawText());
        Assert.DoesNotContain(".tif", page.GetRawText());
        Assert.Contains("https://example.org/x.png", page.GetRawText());
        Assert.All(page.GetProperty("features").EnumerateArray(), item => Assert.Equal("MY_INNER", item.GetProperty("collection").GetString()));
    }

    [Theory]
    [InlineData("collections/NONE/items", 404, "CollectionNotFound")]
    [InlineData("collections/MY_INNER/items?bbox=1,2,3", 400, "RequestInvalid")]
    [InlineData("collections/MY_INNER/items?datetime=yesterday", 400, "RequestInvalid")]
    [InlineData("collections/MY_INNER/items?limit=0", 400, "RequestInvalid")]
    public async Task What_cannot_be_is_told(string path, int status, string code)
    {
        using var client = api.CreateClient(null);
        await (await client.GetAsync(path)).ShouldBeErrorAsync(status, code);
    }
}
