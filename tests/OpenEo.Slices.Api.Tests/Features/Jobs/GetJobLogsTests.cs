using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class GetJobLogsTests(JobFixture api)
{
    [Fact]
    public async Task There_is_an_entry_from_the_beginning_whatever_the_jobs_level()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: "\"log_level\":\"error\"");
        var logs = await client.GetJsonAsync($"jobs/{id}/logs?offset=");
        var entry = Assert.Single(logs.GetProperty("logs").EnumerateArray());
        Assert.Equal("info", entry.GetProperty("level").GetString());
        Assert.Equal("info", logs.GetProperty("level").GetString());
        Assert.Equal("Created.", entry.GetProperty("message").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.String, entry.GetProperty("id").ValueKind);
        Assert.Empty(logs.GetProperty("links").EnumerateArray());
    }

    [Fact]
    public async Task The_id_of_the_last_entry_is_the_offset_of_the_next_and_pages_follow_each_other()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync();
        var all = (await client.GetJsonAsync($"jobs/{id}/logs")).GetProperty("logs").EnumerateArray()
            .Select(entry => entry.GetProperty("id").GetString()!).ToList();
        Assert.True(all.Count >= 4, $"{all.Count} entries");
        Assert.Equal(all.Select(long.Parse).Order(), all.Select(long.Parse));

        var rest = await client.GetJsonAsync($"jobs/{id}/logs?offset={all[1]}&level=");
        Assert.Equal(all.Skip(2), rest.GetProperty("logs").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        var seen = new List<string>();
        for (var next = $"jobs/{id}/logs?limit=2&level=info"; next is not null;)
        {
            var page = await client.GetJsonAsync(next);
            seen.AddRange(page.GetProperty("logs").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!));
            next = page.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
        }
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task A_failed_job_has_an_error_entry_with_code_and_node_also_when_only_errors_are_kept()
    {
        using var client = api.CreateClient();
        var process = """
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["1999-01-01","1999-02-01"]}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}}
            """;
        var id = await client.RunJobAsync(process, "error", "\"log_level\":\"error\"");
        var logs = await client.GetJsonAsync($"jobs/{id}/logs?level=error");
        var entry = Assert.Single(logs.GetProperty("logs").EnumerateArray());
        Assert.Equal("error", logs.GetProperty("level").GetString());
        Assert.Equal("NoDataAvailable", entry.GetProperty("code").GetString());
        Assert.Equal("load", entry.GetProperty("path")[0].GetProperty("node_id").GetString());
        Assert.Equal(2, (await client.GetJsonAsync($"jobs/{id}/logs")).GetProperty("logs").GetArrayLength());
    }

    [Theory]
    [InlineData("offset=abc")]
    [InlineData("level=loud")]
    [InlineData("limit=0")]
    public async Task A_query_that_makes_no_sense_is_refused(string query)
    {
        using var client = api.CreateClient();
        await (await client.GetAsync($"jobs/{await client.CreateJobAsync()}/logs?{query}")).ShouldBeErrorAsync(400, "RequestInvalid");
    }
}
