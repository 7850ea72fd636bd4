using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

[Collection("stac api")]
public sealed class StacApiTests(StacApiFixture api)
{
    static string Load(string properties, string extent = "null") => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"SCENES","spatial_extent":null,"temporal_extent":EXTENT,"properties":PROPERTIES}},
          "labels":{"process_id":"dimension_labels","arguments":{"data":{"from_node":"load"},"dimension":"t"},"result":true}}}
        """.Replace("EXTENT", extent, StringComparison.Ordinal).Replace("PROPERTIES", properties, StringComparison.Ordinal);

    static string Condition(string process, string arguments) => """{"process_graph":{"c":{"process_id":"PROCESS","arguments":ARGUMENTS,"result":true}}}"""
        .Replace("PROCESS", process, StringComparison.Ordinal).Replace("ARGUMENTS", arguments, StringComparison.Ordinal);

    async Task<List<int>> MonthsAsync(string process)
    {
        using var client = api.CreateClient();
        var labels = await (await client.PostTextAsync("result", $$"""{"process":{{process}}}""")).ShouldBeAsync(200);
        return [.. labels.EnumerateArray().Select(label => int.Parse(label.GetString()![5..7]))];
    }

    [Fact]
    public async Task Collections_of_all_sources_are_listed_whatever_one_of_them_does()
    {
        using var client = api.CreateClient(null);
        var ids = (await client.GetJsonAsync("collections")).GetProperty("collections").EnumerateArray()
            .Select(collection => collection.GetProperty("id").GetString());
        Assert.Equal(["SCENES", "MY_INNER"], ids);
        var all = await client.GetJsonAsync("collections");
        foreach (var collection in all.GetProperty("collections").EnumerateArray()) await StacSchemas.ValidateAsync(collection);
    }

    [Fact]
    public async Task What_the_collection_does_not_say_is_asked_from_its_data()
    {
        using var client = api.CreateClient(null);
        var collection = await client.GetJsonAsync("collections/SCENES");
        var dimensions = collection.GetProperty("cube:dimensions");
        Assert.Equal(["B04", "B08"], dimensions.GetProperty("bands").GetProperty("values").EnumerateArray().Select(band => band.GetString()));
        Assert.Equal((32632, 10, "x"),
            (dimensions.GetProperty("x").GetProperty("reference_system").GetInt32(), dimensions.GetProperty("x").GetProperty("step").GetInt32(),
                dimensions.GetProperty("x").GetProperty("axis").GetString()));
        Assert.True(dimensions.GetProperty("x").GetProperty("extent")[0].GetDouble() > 100_000);
        Assert.Equal("2024-01-01T00:00:00Z", dimensions.GetProperty("t").GetProperty("extent")[0].GetString());
    }

    [Fact]
    public async Task Data_that_could_not_be_asked_are_asked_again()
    {
        await using var host = api.StartHost();
        using var client = host.CreateClient(null);
        api.Api.LosesItems = true;
        try
        {
            Assert.False((await client.GetJsonAsync("collections/SCENES")).GetProperty("cube:dimensions").TryGetProperty("bands", out _));
        }
        finally
        {
            api.Api.LosesItems = false;
        }
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(2, (await client.GetJsonAsync("collections/SCENES")).GetProperty("cube:dimensions").GetProperty("bands").GetProperty("values")
            .GetArrayLength());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conditions_on_properties_give_the_same_whether_the_server_filters_or_not(bool filters)
    {
        api.Api.Filters = filters;
        var properties =
            $$$"""{"eo:cloud_cover":{{{Condition("lt", """{"x":{"from_parameter":"value"},"y":40}""")}}},"platform":{{{Condition("eq", """
            {"x":{"from_parameter":"value"},"y":"even"}
            """)}}} }""";
        try
        {
            api.Api.Asked.Clear();
            Assert.Equal([2, 4, 6], await MonthsAsync(Load(properties)));
            var asked = string.Join('\n', api.Api.Asked);
            Assert.Equal(filters, asked.Contains("cql2-json", StringComparison.Ordinal));
            // 12 items in pages of three, or 3 in one page.
            Assert.Equal(filters ? 0 : 4, api.Api.Asked.Count(request => request.Contains("/items?", StringComparison.Ordinal)));
        }
        finally
        {
            api.Api.Filters = true;
        }
    }

    [Fact]
    public async Task What_cannot_be_translated_is_filtered_here()
    {
        var platform = Condition("eq", """{"x":{"from_parameter":"value"},"y":"EVEN","case_sensitive":false}""");
        var clouds = Condition("between", """{"x":{"from_parameter":"value"},"min":20,"max":50}""");
        var tolerant = $$$"""{"platform":{{{platform}}},"eo:cloud_cover":{{{clouds}}} }""";
        api.Api.Asked.Clear();
        Assert.Equal([4, 6, 8, 10], await MonthsAsync(Load(tolerant)));
        Assert.Contains(api.Api.Asked, request => request.Contains("between", StringComparison.Ordinal) && !request.Contains("EVEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Time_goes_with_the_request_and_pages_are_followed()
    {
        api.Api.Asked.Clear();
        Assert.Equal([3, 4, 5, 6, 7], await MonthsAsync(Load("null", """["2024-03-01","2024-08-01"]""")));
        Assert.Contains(api.Api.Asked, request => request.Contains("datetime=2024-03-01T00:00:00Z/2024-08-01T00:00:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        foreach (var status in (int[])[503, 429]) api.Api.Failures.Enqueue(status);
        Assert.Equal(12, (await MonthsAsync(Load("null"))).Count);
    }
}
