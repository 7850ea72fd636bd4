using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

public sealed class ListCollectionsTests(CollectionFiles api) : IClassFixture<CollectionFiles>
{
    static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("id").GetString());

    [Fact]
    public async Task Lists_what_can_be_read_in_configured_order()
    {
        var list = await api.CreateClient(null).GetJsonAsync("collections");
        Assert.Equal(["FULL", "BARE", "REMOTE"], Ids(list));
        Assert.All(list.GetProperty("collections").EnumerateArray(), collection =>
        {
            foreach (var member in (string[])["stac_version", "type", "description", "license", "extent", "links"])
                Assert.True(collection.TryGetProperty(member, out _), member);
            Assert.False(collection.TryGetProperty("cube:dimensions", out _));
        });
    }

    [Fact]
    public async Task Pages_cover_the_list()
    {
        var client = api.CreateClient(null);
        var first = await client.GetJsonAsync("collections?limit=2");
        Assert.Equal(["FULL", "BARE"], Ids(first));
        var next = first.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "next").GetProperty("href").GetString()!;
        var second = await client.GetJsonAsync(next);
        Assert.Equal(["REMOTE"], Ids(second));
        Assert.DoesNotContain("next", second.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("rel").GetString()));
    }

    [Fact]
    public async Task A_source_that_goes_down_keeps_what_it_last_gave()
    {
        await using var host = api.StartHost();
        using var client = host.CreateClient(null);
        Assert.Contains("REMOTE", Ids(await client.GetJsonAsync("collections")));
        api.RemoteIsDown = true;
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["FULL", "BARE", "REMOTE"], Ids(await client.GetJsonAsync("collections")));
        api.RemoteIsDown = false;
    }

    [Fact]
    public async Task A_changed_file_is_seen_at_once()
    {
        await using var host = api.StartHost(new Dictionary<string, string?> { ["Collections:0"] = Path.Combine(api.Files, "changing.json") });
        using var client = host.CreateClient(null);
        Assert.Empty(Ids(await client.GetJsonAsync("collections")));
        await File.WriteAllTextAsync(Path.Combine(api.Files, "changing.json"), """{"id": "ONE"}""");
        Assert.Equal(["ONE"], Ids(await client.GetJsonAsync("collections")));
        await File.WriteAllTextAsync(Path.Combine(api.Files, "changing.json"), """{"id": "TWO"}""");
        File.SetLastWriteTimeUtc(Path.Combine(api.Files, "changing.json"), DateTime.UtcNow.AddSeconds(5));
        Assert.Equal(["TWO"], Ids(await client.GetJsonAsync("collections")));
    }
}
