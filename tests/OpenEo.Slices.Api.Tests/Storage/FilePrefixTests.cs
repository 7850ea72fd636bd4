using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>Files are called as the process says, in any script, wherever they can be had.</summary>
[Collection("jobs")]
public sealed class FilePrefixTests(JobFixture api)
{
    const string Prefix = "Größe 森 नि";

    [Theory]
    [InlineData("GTiff", ".tif")]
    [InlineData("netCDF", ".nc")]
    [InlineData("JSON", ".json")]
    [InlineData("PNG", ".png")]
    public async Task A_synchronous_answer_has_the_name(string format, string extension)
    {
        using var client = api.CreateClient();

        var answer = await client.PostTextAsync("result", $$"""{"process":{{Process(format, Prefix)}}}""");

        await answer.ShouldBeAsync(200);
        var name = answer.Content.Headers.ContentDisposition?.FileNameStar;
        Assert.Equal(Prefix + (format is "GTiff" or "PNG" ? "_2024-01-01" : "") + extension, name);
    }

    [Fact]
    public async Task Files_of_a_job_are_listed_and_downloaded_under_the_name()
    {
        using var client = api.CreateClient();
        var job = await client.RunJobAsync(Process("GTiff", Prefix), more: "\"title\":\"Wälder 森\"");

        var results = await client.GetJsonAsync($"jobs/{job}/results");

        var asset = results.GetProperty("assets").EnumerateObject().Single(one => one.Name.EndsWith(".tif", StringComparison.Ordinal));
        Assert.Equal($"{Prefix}_2024-01-01.tif", asset.Name);
        using var anonymous = api.CreateClient(null);
        var file = await anonymous.GetAsync(asset.Value.GetProperty("href").GetString());
        Assert.Equal("II*\0"u8.ToArray(), (await file.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal("Wälder 森", (await client.GetJsonAsync($"jobs/{job}")).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a\\\\b")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData("a\\u202eb")]
    [InlineData("")]
    [InlineData("LONG")]
    public async Task What_can_be_no_name_is_refused(string prefix)
    {
        using var client = api.CreateClient();

        var answer = await client.PostTextAsync("result",
            $$"""{"process":{{Process("GTiff", prefix.Replace("LONG", new string('x', 151), StringComparison.Ordinal))}}}""");

        Assert.Equal(400, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        if (!prefix.Contains("u0000", StringComparison.Ordinal)) Assert.Contains("filename_prefix", JsonElement.Parse(text).GetProperty("message").GetString());
    }

    static string Process(string format, string prefix) => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":{"west":11.28,"south":46.505,"east":11.281,"north":46.506},
           "temporal_extent":["2024-01-01","2024-01-02"]}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"FORMAT","options":{"filename_prefix":"PREFIX"}},"result":true}}}
        """.Replace("FORMAT", format, StringComparison.Ordinal).Replace("PREFIX", prefix, StringComparison.Ordinal);
}
