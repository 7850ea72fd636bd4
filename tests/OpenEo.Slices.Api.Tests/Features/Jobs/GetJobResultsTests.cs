using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class GetJobResultsTests(JobFixture api)
{
    [Fact]
    public async Task Every_file_is_an_asset_under_its_name_with_grid_bands_and_statistics()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Copy, more: "\"title\":\"Copy\"");
        var response = await client.GetAsync($"jobs/{id}/results");
        var results = await response.ShouldBeAsync(200);

        Assert.Equal("0", response.Headers.GetValues("OpenEO-Costs").Single());
        Assert.Equal("Collection", results.GetProperty("type").GetString());
        Assert.Equal("Copy", results.GetProperty("title").GetString());
        Assert.Equal("finished", results.GetProperty("openeo:status").GetString());
        Assert.Equal("2024-01-01T00:00:00Z", results.GetProperty("extent").GetProperty("temporal").GetProperty("interval")[0][0].GetString());
        Assert.Equal(3, results.GetProperty("assets").EnumerateObject().Count());
        foreach (var asset in results.GetProperty("assets").EnumerateObject())
        {
            Assert.Matches(@"^[\w.-]+\.tif$", asset.Name);
            Assert.Equal(asset.Name, Path.GetFileName(new Uri(asset.Value.GetProperty("href").GetString()!).LocalPath));
            Assert.StartsWith("image/tiff; application=geotiff", asset.Value.GetProperty("type").GetString(), StringComparison.Ordinal);
            Assert.Equal("data", asset.Value.GetProperty("roles")[0].GetString());
            Assert.Equal("EPSG:32632", asset.Value.GetProperty("proj:code").GetString());
            Assert.Equal("[256,256]", asset.Value.GetProperty("proj:shape").GetRawText());
            Assert.Equal([10, 0, 674990, 0, -10, 5154960], asset.Value.GetProperty("proj:transform").EnumerateArray().Select(number => number.GetDouble()));
            var band = asset.Value.GetProperty("bands")[1];
            Assert.Equal("B08", band.GetProperty("name").GetString());
            Assert.Equal("uint16", band.GetProperty("data_type").GetString());
            Assert.Equal(0, band.GetProperty("nodata").GetDouble());
            Assert.Equal(300, band.GetProperty("statistics").GetProperty("mean").GetDouble());
        }
        var sources = await Task.WhenAll(Links(results, "derived_from").Select(link => client.GetJsonAsync(link)));
        Assert.Equal(["TINY_2024-01-01", "TINY_2024-01-11", "TINY_2024-01-21"], sources.Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(("CC-BY-4.0", "Us", "https://us.example/license"), (results.GetProperty("license").GetString(),
            results.GetProperty("providers")[0].GetProperty("name").GetString(), Links(results, "license").Single()));
        Assert.All(results.GetProperty("links").EnumerateArray(), link => Assert.NotEqual("", link.GetProperty("title").GetString()));
        Assert.DoesNotContain(Path.GetTempPath(), results.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_collection_describes_the_cube_that_its_files_are_parts_of()
    {
        using var client = api.CreateClient();
        var results = await client.GetJsonAsync($"jobs/{await client.RunJobAsync(JobFixture.Copy)}/results");
        Assert.Equal("""[{"name":"B04","data_type":"uint16"},{"name":"B08","data_type":"uint16"}]""", results.GetProperty("bands").GetRawText());
        var dimensions = results.GetProperty("cube:dimensions");
        Assert.Equal(["t", "bands", "y", "x"], dimensions.EnumerateObject().Select(dimension => dimension.Name));
        Assert.Equal("""["2024-01-01T00:00:00Z","2024-01-11T00:00:00Z","2024-01-21T00:00:00Z"]""",
            dimensions.GetProperty("t").GetProperty("values").GetRawText());
        Assert.Equal("""["2024-01-01T00:00:00Z","2024-01-21T00:00:00Z"]""", dimensions.GetProperty("t").GetProperty("extent").GetRawText());
        Assert.Equal("[674990,677550]", dimensions.GetProperty("x").GetProperty("extent").GetRawText());
        // Two outputs that are no common cube.
        var two = await client.GetJsonAsync($"jobs/{await client.RunJobAsync("""
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B04"]}},
              "mean":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"load"},"dimension":"t","reducer":{"process_graph":{
                "mean":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "all":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"netCDF"}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"mean"},"format":"GTiff"},"result":true}}}
            """)}/results");
        Assert.False(two.TryGetProperty("cube:dimensions", out _));
        Assert.Equal("""[{"name":"B04"}]""", two.GetProperty("bands").GetRawText());
        Assert.Equal(3, Links(two, "derived_from").Count());
        await StacSchemas.ValidateAsync(two);
    }

    [Fact]
    public async Task Collection_and_items_are_valid_STAC()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        foreach (var (process, licence) in ((string, string)[])[(JobFixture.Copy, "CC-BY-4.0"), (JobFixture.Sum, "other")])
        {
            var results = await client.GetJsonAsync($"jobs/{await client.RunJobAsync(process)}/results");
            await StacSchemas.ValidateAsync(results);
            await ShouldBeFoundAsync(results, $"\"license\":\"{licence}\",", "");
            await ShouldBeFoundAsync(results, "\"file:size\":", "\"file:sizes\":");
            foreach (var item in Links(results, "item")) await StacSchemas.ValidateAsync(await anonymous.GetJsonAsync(item));
        }
    }

    [Fact]
    public async Task The_canonical_link_works_without_a_login_or_with_any_and_gives_fresh_links()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var canonical = Links(await client.GetJsonAsync($"jobs/{id}/results?partial=true"), "canonical").Single();
        Assert.Contains("partial=true", canonical, StringComparison.Ordinal);
        Assert.Equal(id, (await anonymous.GetJsonAsync(canonical)).GetProperty("id").GetString());
        anonymous.DefaultRequestHeaders.Add("Authorization", "Bearer basic//expired");
        Assert.Equal(id, (await anonymous.GetJsonAsync(canonical)).GetProperty("id").GetString());
        await (await anonymous.GetAsync(canonical.Replace("partial=true&", "", StringComparison.Ordinal))).ShouldBeErrorAsync(403, "PermissionsInsufficient");
    }

    [Fact]
    public async Task There_are_none_before_the_job_has_finished()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(400, "JobNotStarted");
        await client.StartJobAsync(id);
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(400, "JobNotFinished");
        await client.WaitForAsync(id, "running");
        var partial = await client.GetJsonAsync($"jobs/{id}/results?partial=true");
        Assert.Equal("running", partial.GetProperty("openeo:status").GetString());
        Assert.Empty(partial.GetProperty("assets").EnumerateObject());
        await StacSchemas.ValidateAsync(partial);
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task Of_a_failed_job_the_last_error_is_answered_with_424()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(
            JobFixture.Copy.Replace("\"temporal_extent\":null", "\"temporal_extent\":[\"1999-01-01\",\"1999-02-01\"]", StringComparison.Ordinal), "error");
        var error = await (await client.GetAsync($"jobs/{id}/results")).ShouldBeAsync(424);
        Assert.Equal("NoDataAvailable", error.GetProperty("code").GetString());
        Assert.Equal("error", error.GetProperty("level").GetString());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.Equal((await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs")[0].GetProperty("id").GetString(),
            error.GetProperty("id").GetString());
    }

    // Makes sure that the schemas are looked at.
    static async Task ShouldBeFoundAsync(JsonElement stac, string right, string wrong)
    {
        Assert.Contains(right, stac.GetRawText(), StringComparison.Ordinal);
        if (StacSchemas.ArePresent)
            await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(
                () => StacSchemas.ValidateAsync(JsonElement.Parse(stac.GetRawText().Replace(right, wrong, StringComparison.Ordinal))));
    }

    static IEnumerable<string> Links(JsonElement stac, string rel) =>
        stac.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == rel)
        .Select(link => link.GetProperty("href").GetString()!);
}
