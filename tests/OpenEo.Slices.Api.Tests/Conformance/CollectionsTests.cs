using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class CollectionsTests(BackEnd api)
{
    static readonly string[] Ids = ["TINY", "BARE"];

    async Task<JsonElement> GetAsync(string path = "collections", string? user = null)
    {
        using var client = api.CreateClient(user);
        return await client.GetJsonAsync(path);
    }

    // As in the list, and each by itself.
    async Task<List<JsonElement>> AllAsync()
    {
        var all = (await GetAsync()).List("collections");
        Assert.Equal(Ids, all.Select(collection => collection.Text("id")));
        foreach (var id in Ids) all.Add(await GetAsync($"collections/{id}"));
        return all;
    }

    [Fact]
    public async Task L1_300_collections_and_links_are_lists()
    {
        var document = await GetAsync();
        foreach (var member in (string[])["collections", "links"]) Assert.NotEmpty(document.List(member));
    }

    [Fact]
    public async Task L1_301_they_are_listed_without_a_login() => Assert.Equal(Ids, (await GetAsync(user: null)).Texts("collections", "id"));

    [Fact]
    public async Task L1_302_they_are_listed_with_a_login() =>
    Assert.Equal((await GetAsync(user: null)).GetRawText(), (await GetAsync(user: "alice")).GetRawText());

    [Fact]
    public async Task L1_303_they_are_of_a_STAC_version_that_clients_know() =>
    Assert.All(await AllAsync(), collection => Assert.Matches(@"^1\.[01]\.0$", collection.Text("stac_version")));

    [Fact]
    public async Task L2_304_they_are_what_the_STAC_API_calls_collections()
    {
        Assert.Contains("https://api.stacspec.org/v1.0.0/collections", (await GetAsync("conformance")).List("conformsTo").Select(uri => uri.GetString()));
        var root = await GetAsync("");
        Assert.Equal(api.Host.Root + "collections", root.Links("data").Single());
        Assert.Equal(["Catalog"], (await Task.WhenAll((await GetAsync()).Links("root").Select(address => GetAsync(address))))
            .Select(document => document.Text("type")));
        foreach (var collection in await AllAsync())
        {
            Assert.Equal(collection.Text("id"), (await GetAsync(collection.Links("self").Single())).Text("id"));
            foreach (var rel in (string[])["root", "parent"]) Assert.Equal(root.GetRawText(), (await GetAsync(collection.Links(rel).Single())).GetRawText());
        }
    }

    [Fact]
    public async Task L3_305_pages_have_the_length_asked_for_and_cover_the_list()
    {
        using var client = api.CreateClient(null);
        Assert.Equal(Ids, (await client.PagesAsync("collections", "collections", 1)).Select(collection => collection.Text("id")));
        Assert.Equal(Ids, (await client.PagesAsync("collections", "collections", 2)).Select(collection => collection.Text("id")));
        await (await client.GetAsync("collections?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1_306_without_a_limit_all_come_at_once()
    {
        var document = await GetAsync();
        Assert.Equal(Ids, document.Texts("collections", "id"));
        Assert.Empty(document.Links("next"));
    }

    [Fact]
    public async Task L1_307_those_in_the_list_are_valid_STAC()
    {
        foreach (var collection in (await GetAsync()).List("collections"))
        {
            collection.ShouldHave("type", "stac_version", "id", "description", "license", "extent", "links");
            await StacSchemas.ValidateAsync(collection);
        }
    }

    [Fact]
    public async Task L2_308_a_license_without_a_known_name_has_a_link() => Assert.All(await AllAsync(), collection =>
    {
        if (collection.Text("license") is "CC-BY-4.0") return;
        Assert.Equal("other", collection.Text("license"));
        Assert.Equal(["https://example.org/terms"], collection.Links("license"));
    });

    [Fact]
    public async Task L2_309_all_have_a_title_and_keywords() => Assert.All(await AllAsync(), collection =>
    {
        Assert.NotEmpty(collection.Text("title"));
        Assert.NotEmpty(collection.List("keywords"));
        Assert.All(collection.List("keywords"), keyword => Assert.NotEmpty(keyword.GetString()!));
    });

    [Fact]
    public async Task L2_310_extents_are_those_of_the_data()
    {
        foreach (var collection in await AllAsync())
        {
            var items = (await GetAsync($"collections/{collection.Text("id")}/items")).List("features");
            var times = items.Select(item => item.GetProperty("properties").Text("datetime")).Order().ToList();
            var extent = collection.GetProperty("extent");
            Assert.Equal([times[0], times[^1]], extent.GetProperty("temporal").List("interval").Single().EnumerateArray().Select(time => time.GetString()));
            var boxes = items.Select(item => item.List("bbox").Select(number => number.GetDouble()).ToList()).ToList();
            Assert.Equal([boxes.Min(box => box[0]), boxes.Min(box => box[1]), boxes.Max(box => box[2]), boxes.Max(box => box[3])],
                extent.GetProperty("spatial").List("bbox").Single().EnumerateArray().Select(number => number.GetDouble()));
        }
    }

    [Fact]
    public async Task L1_313_what_is_not_there_is_left_out_and_not_null() => Assert.All(await AllAsync(), collection => Assert.Empty(collection.Nulls()));

    [Fact]
    public async Task L1_320_each_can_be_had_by_itself()
    {
        foreach (var id in Ids) Assert.Equal(id, (await GetAsync($"collections/{id}")).Text("id"));
        using var client = api.CreateClient(null);
        await (await client.GetAsync("collections/NONE")).ShouldBeErrorAsync(404, "CollectionNotFound");
    }

    [Fact]
    public async Task L1_321_each_is_valid_STAC_with_dimensions_and_summaries()
    {
        foreach (var id in Ids)
        {
            var collection = await GetAsync($"collections/{id}");
            await StacSchemas.ValidateAsync(collection);
            Assert.Equal(JsonValueKind.Object, collection.GetProperty("summaries").ValueKind);
            Assert.Contains(collection.GetProperty("cube:dimensions").EnumerateObject(), dimension => dimension.Value.Text("type") == "temporal");
            Assert.All(collection.GetProperty("cube:dimensions").EnumerateObject().Where(dimension => dimension.Value.Text("type") == "spatial"),
                dimension => dimension.Value.ShouldHave("axis", "extent"));
        }
    }

    [Fact]
    public async Task L1_322_each_can_be_had_without_a_login() => Assert.Equal("TINY", (await GetAsync("collections/TINY", null)).Text("id"));

    [Fact]
    public async Task L1_323_each_can_be_had_with_a_login() =>
    Assert.Equal((await GetAsync("collections/TINY", null)).GetRawText(), (await GetAsync("collections/TINY", "alice")).GetRawText());

    [Fact]
    public async Task L2_325_extensions_are_named_where_their_members_occur()
    {
        var prefixes = new Dictionary<string, string> { ["cube"] = "/datacube/", ["eo"] = "/eo/", ["proj"] = "/projection/", ["raster"] = "/raster/",
            ["sci"] = "/scientific/", ["file"] = "/file/" };
        foreach (var collection in await AllAsync())
        {
            var used = Regex.Matches(collection.GetRawText(), "\"(\\w+):\\w+\":").Select(match => match.Groups[1].Value).ToHashSet();
            var named = collection.List("stac_extensions").Select(extension => extension.GetString()!).ToList();
            Assert.All(used, prefix => Assert.Contains(named, extension => extension.Contains(prefixes[prefix], StringComparison.Ordinal)));
            Assert.All(named, extension => Assert.Contains(used, prefix => extension.Contains(prefixes[prefix], StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task L1_326_dimensions_are_those_of_the_cube_that_is_loaded()
    {
        using var client = api.CreateClient();
        foreach (var id in Ids)
        {
            var dimensions = (await GetAsync($"collections/{id}")).GetProperty("cube:dimensions").EnumerateObject()
                .ToDictionary(dimension => dimension.Name, dimension => dimension.Value);
            Assert.Equal(["B04", "B08"], dimensions["bands"].List("values").Select(band => band.GetString()));
            async Task<JsonElement> LabelsAsync(string dimension) =>
                JsonElement.Parse(
                    await client.ValueAsync(Graph.Of(Graph.Load(collection: id),
                        ("labels", "dimension_labels", $$"""{"data":{"from_node":"load"},"dimension":"{{dimension}}"}"""))));
            Assert.Equal(["B04", "B08"], (await LabelsAsync("bands")).EnumerateArray().Select(band => band.GetString()));
            var times = (await LabelsAsync("t")).EnumerateArray().Select(time => time.GetString()).ToList();
            Assert.Equal([times[0], times[^1]], dimensions["t"].List("extent").Select(time => time.GetString()));
            // What a graph with it would compute on has these dimensions and no others.
            var cube = (await (await client.PostTextAsync("validation", Graph.Of(Graph.Load(collection: id)))).ShouldBeAsync(200)).List("cubes").Single()
                .GetProperty("cube:dimensions");
            Assert.Equal(dimensions.Keys.Order(), cube.EnumerateObject().Select(dimension => dimension.Name).Order());
            Assert.All(cube.EnumerateObject(), dimension => Assert.Equal(dimension.Value.Text("type"), dimensions[dimension.Name].Text("type")));
        }
    }

    [Fact]
    public async Task L3_330_properties_to_filter_by_are_a_JSON_schema()
    {
        using var client = api.CreateClient();
        var document = await client.GetJsonAsync("collections/TINY/queryables");
        var schema = await JsonSchema.FromJsonAsync(document.GetRawText());
        Assert.Matches("^https://json-schema.org/draft/20", document.Text("$schema"));
        Assert.Equal(("object", JsonObjectType.Integer), (document.Text("type"), schema.Properties["eo:cloud_cover"].Type));
        // They can be filtered by.
        foreach (var (limit, count) in ((int, int)[])[(50, 3), (5, 0)])
        {
            var condition = Graph.Call("lte", $$"""{"x":{"from_parameter":"value"},"y":{{limit}}}""");
            var load = Graph.Load();
            load.Arguments = load.Arguments[..^1] + $$$""","properties":{"eo:cloud_cover":{{{condition}}}}}""";
            using var response = await client.PostTextAsync("result",
                Graph.Request(Graph.Of(load, ("labels", "dimension_labels", """{"data":{"from_node":"load"},"dimension":"t"}"""))));
            if (count == 0) await response.ShouldBeErrorAsync(400, "NoDataAvailable");
            else Assert.Equal(count, (await response.ShouldBeAsync(200)).GetArrayLength());
        }
        await (await client.GetAsync("collections/NONE/queryables")).ShouldBeErrorAsync(404, "CollectionNotFound");
    }
}
