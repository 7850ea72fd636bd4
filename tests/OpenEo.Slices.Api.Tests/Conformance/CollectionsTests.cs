using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class CollectionsTests(JobFixture api) : Requirement(api)
{
    async Task<JsonElement> ListAsync() => await Anybody.GetJsonAsync("collections");

    async Task<JsonElement> OneAsync() => await Anybody.GetJsonAsync("collections/TINY");

    async Task EachAsync(Action<JsonElement> check)
    {
        var all = (await ListAsync()).GetProperty("collections");
        Assert.NotEmpty(all.EnumerateArray());
        Assert.All(all.EnumerateArray(), check);
        foreach (var id in Texts(all, "id")) check(await Anybody.GetJsonAsync($"collections/{id}"));
    }

    [Fact]
    public async Task L1_300_collections_and_links_are_lists() => Assert.True((await ListAsync()).GetProperty("collections").ValueKind is JsonValueKind.Array && (await ListAsync()).GetProperty("links").ValueKind is JsonValueKind.Array);

    [Fact]
    public async Task L1_301_collections_need_no_login() => await ListAsync();

    [Fact]
    public async Task L1_302_collections_can_be_read_with_a_login() => Assert.Equal((await ListAsync()).GetRawText(), (await Me.GetJsonAsync("collections")).GetRawText());

    [Fact]
    public async Task L1_303_collections_are_of_a_current_version_of_STAC() => await EachAsync(collection => Assert.Matches(@"^1\.[01]\.0$", collection.GetProperty("stac_version").GetString()));

    [Fact]
    public async Task L2_304_collections_are_those_of_the_STAC_API()
    {
        Assert.Contains("https://api.stacspec.org/v1.0.0/collections", (await Anybody.GetJsonAsync("conformance")).GetProperty("conformsTo").EnumerateArray().Select(one => one.GetString()));
        await EachAsync(collection => Assert.True(Link(collection, "self") is not null && Link(collection, "root") is not null));
    }

    [Fact]
    public async Task L3_305_collections_come_in_pages_when_wanted()
    {
        var folder = Directory.CreateTempSubdirectory("openeo-many-").FullName;
        (string, string?)[] settings = [.. Enumerable.Range(0, 5).Select(i => ($"Collections:{i}", (string?)Path.Combine(folder, $"{i}.json"))), ("Jobs:Parallel", "0")];
        for (var i = 0; i < 5; i++) await File.WriteAllTextAsync(Path.Combine(folder, $"{i}.json"), $$"""{"id":"C{{i}}"}""");
        await using var host = Api.StartHost(Api.With(settings));
        Assert.Equal(["C0", "C1", "C2", "C3", "C4"], await PagesAsync(host.CreateClient(null), "collections", "collections"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task L1_306_all_collections_come_without_a_limit() => Assert.Null(Link(await ListAsync(), "next"));

    [Fact]
    public async Task L1_307_collections_have_all_that_STAC_requires() => await EachAsync(collection => Assert.All((string[])["stac_version", "id", "description", "license", "extent", "links"], member => Assert.True(collection.TryGetProperty(member, out _), member)));

    [Fact]
    public async Task L2_308_a_licence_without_a_known_name_comes_with_its_link()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("openeo-licence-").FullName, "c.json");
        await File.WriteAllTextAsync(file, """{"id":"LICENSED","license":"other","links":[{"rel":"license","href":"https://example.org/terms"}]}""");
        await using var host = Api.StartHost(Api.With(("Collections:0", file), ("Jobs:Parallel", "0")));
        foreach (var collection in (await host.CreateClient(null).GetJsonAsync("collections")).GetProperty("collections").EnumerateArray())
            Assert.True(collection.GetProperty("license").GetString() != "other" || Link(collection, "license") == "https://example.org/terms");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task L2_309_collections_have_titles_and_keywords() => await EachAsync(collection => Assert.True(collection.GetProperty("title").GetString()!.Length > 0 && collection.GetProperty("keywords").GetArrayLength() > 0));

    [Fact]
    public async Task L2_310_extents_do_not_promise_more_than_there_is()
    {
        var extent = (await OneAsync()).GetProperty("extent");
        Assert.Equal("[[11.27,46.5,11.31,46.53]]", extent.GetProperty("spatial").GetProperty("bbox").GetRawText());
        Assert.Equal(["2024-01-01T00:00:00Z", "2024-01-21T00:00:00Z"], extent.GetProperty("temporal").GetProperty("interval")[0].EnumerateArray().Select(instant => instant.GetString()));
    }

    [Fact]
    public async Task L1_313_collections_have_no_nulls() => await EachAsync(HasNoNulls);

    [Fact]
    public async Task L1_320_one_collection_can_be_read()
    {
        Assert.Equal("TINY", (await OneAsync()).GetProperty("id").GetString());
        await (await Anybody.GetAsync("collections/NOTHING")).ShouldBeErrorAsync(404, "CollectionNotFound");
    }

    [Fact]
    public async Task L1_321_one_collection_has_dimensions_and_summaries()
    {
        var collection = await OneAsync();
        Assert.True(collection.GetProperty("cube:dimensions").ValueKind is JsonValueKind.Object && collection.GetProperty("summaries").ValueKind is JsonValueKind.Object);
    }

    [Fact]
    public async Task L1_322_one_collection_needs_no_login() => await OneAsync();

    [Fact]
    public async Task L1_323_one_collection_can_be_read_with_a_login() => Assert.Equal((await OneAsync()).GetRawText(), (await Me.GetJsonAsync("collections/TINY")).GetRawText());

    [Fact]
    public async Task L2_325_the_extensions_in_use_are_named() => Assert.Contains((await OneAsync()).GetProperty("stac_extensions").EnumerateArray(), extension => extension.GetString()!.Contains("/datacube/", StringComparison.Ordinal));

    [Fact]
    public async Task L1_326_dimensions_are_those_of_the_data()
    {
        var dimensions = (await OneAsync()).GetProperty("cube:dimensions");
        Assert.Equal(["B04", "B08"], dimensions.GetProperty("bands").GetProperty("values").EnumerateArray().Select(band => band.GetString()));
        var labels = await (await SendAsync(Me, "POST", "result", Wrap("""
            {"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
              "labels":{"process_id":"dimension_labels","arguments":{"data":{"from_node":"load"},"dimension":"bands"},"result":true}}}
            """))).ShouldBeAsync(200);
        Assert.Equal(dimensions.GetProperty("bands").GetProperty("values").GetRawText(), labels.GetRawText());
        Assert.All((string[])["x", "y"], axis => Assert.Equal(axis, dimensions.GetProperty(axis).GetProperty("axis").GetString()));
    }

    [Fact]
    public async Task L3_330_what_can_be_queried_is_told_as_JSON_Schema()
    {
        var schema = await Anybody.GetJsonAsync("collections/TINY/queryables");
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.Equal("string", schema.GetProperty("properties").GetProperty("datetime").GetProperty("type").GetString());
    }
}
