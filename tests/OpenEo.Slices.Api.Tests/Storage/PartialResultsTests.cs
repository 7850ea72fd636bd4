using System.Text.Json;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>What can be had of a job that is not, or not well, at its end.</summary>
[Collection("jobs")]
public sealed class PartialResultsTests(JobFixture api)
{
    /// <summary>Three files at once, then one that takes long.</summary>
    const string QuickThenSlow = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
          "a":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"}},
          "one":{"process_id":"filter_temporal","arguments":{"data":{"from_node":"load"},"extent":["2024-01-01","2024-01-02"]}},
          "finer":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"one"},"resolution":0.1}},
          "b":{"process_id":"save_result","arguments":{"data":{"from_node":"finer"},"format":"GTiff"},"result":true}}}
        """;

    static async Task<JsonElement> PartialAsync(HttpClient client, string id) => (await client.GetJsonAsync($"jobs/{id}/results?partial=true"));

    static int Assets(JsonElement results) => results.GetProperty("assets").EnumerateObject().Count();

    static string Link(JsonElement stac, string rel) =>
        stac.GetProperty("links").EnumerateArray().First(link => link.GetProperty("rel").GetString() == rel).GetProperty("href").GetString()!;

    static string RunOf(JsonElement stac) =>
        stac.GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString()!.Split("/assets/")[1].Split('/')[0];

    async Task<string> StartAsync(HttpClient client, string more = "")
    {
        var id = await client.CreateJobAsync(QuickThenSlow, more);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await JobClient.UntilAsync(async () => Assets(await PartialAsync(client, id)) == 3, "three files of a running job");
        return id;
    }

    [Fact]
    public async Task Complete_files_can_be_had_while_the_job_runs_and_after_it_was_cancelled()
    {
        using var client = api.CreateClient("partial");
        using var anonymous = api.CreateClient(null);
        var id = await StartAsync(client);
        var running = await PartialAsync(client, id);
        Assert.Equal("running", running.GetProperty("openeo:status").GetString());
        await StacSchemas.ValidateAsync(running);
        var links = running.GetProperty("assets").EnumerateObject().Select(asset => asset.Value.GetProperty("href").GetString()!).ToList();
        foreach (var link in links) Assert.NotEmpty(await anonymous.GetByteArrayAsync(link));
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(400, "JobNotFinished");

        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("canceled", await client.StatusAsync(id));
        var canceled = await PartialAsync(client, id);
        Assert.Equal((3, "canceled"), (Assets(canceled), canceled.GetProperty("openeo:status").GetString()));
        await JobClient.UntilAsync(async () =>
            await Task.FromResult(Directory.GetFiles(Path.Combine(api.DataFolder, "results", id), "*", SearchOption.AllDirectories).Length == 3),
            "the unfinished file's end");
        foreach (var link in links) Assert.NotEmpty(await anonymous.GetByteArrayAsync(link));
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(400, "JobNotFinished");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        Assert.Equal(404, (int)(await anonymous.GetAsync(links[0])).StatusCode);
    }

    [Fact]
    public async Task After_an_error_they_are_there_until_the_job_is_started_again()
    {
        using var client = api.CreateClient("partial-error");
        var id = await client.RunJobAsync(QuickThenSlow, "error", """
            "job_options":{"max_runtime":4}
            """);
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeAsync(424);
        var failed = await PartialAsync(client, id);
        Assert.Equal((3, "error"), (Assets(failed), failed.GetProperty("openeo:status").GetString()));
        await (await client.PatchTextAsync($"jobs/{id}", $$"""{"process":{{JobFixture.Sum}},"job_options":null}""")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        Assert.Equal(["result.json"], (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Select(asset => asset.Name));
        Assert.Equal(1, await api.Host.Db.FindAsync<long>("SELECT count(*) FROM job_assets WHERE job_id = @id", new { id }, default));
    }

    [Fact]
    public async Task An_unsuccessful_restart_leaves_the_earlier_results()
    {
        using var client = api.CreateClient("partial-restart");
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(QuickThenSlow.Replace("\"resolution\":0.1", "\"resolution\":10", StringComparison.Ordinal));
        await (await client.PatchTextAsync($"jobs/{id}", $$"""{"process":{{QuickThenSlow}}}""")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await JobClient.UntilAsync(async () => Assets(await PartialAsync(client, id)) == 3, "three files of the new run");
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        var full = await client.GetJsonAsync($"jobs/{id}/results");
        var partial = await PartialAsync(client, id);
        Assert.Equal((4, 3), (Assets(full), Assets(partial)));
        // Files of both runs have the same names; each item is that of its own run and leads back to where it came from.
        foreach (var results in (JsonElement[])[full, partial])
        {
            var item = await anonymous.GetJsonAsync(Link(results, "item"));
            Assert.Equal(RunOf(results), RunOf(item));
            Assert.Equal(Assets(results), Assets(await anonymous.GetJsonAsync(Link(item, "collection"))));
        }
        Assert.NotEqual(RunOf(full), RunOf(partial));
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task Results_are_deleted_when_their_time_is_over_and_it_is_told()
    {
        await using var host = api.StartHost(api.With(("Results:Days", "10"), ("Housekeeping:Minutes", "0.01"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("partial-expires");
        // Done by a worker whose service keeps results for ten days.
        var id = await api.CreateClient("partial-expires").RunJobAsync(JobFixture.Copy);
        await host.Db.ExecuteAsync("UPDATE jobs SET unpublished = updated + interval '10 days' WHERE id = @id", new { id }, default);
        var results = await client.GetJsonAsync($"jobs/{id}/results");
        var until = results.GetProperty("unpublished").GetDateTime();
        var link = results.GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString()!;
        host.Clock.Advance(TimeSpan.FromDays(11));
        await JobClient.UntilAsync(async () => (await api.CreateClient("partial-expires").MessagesAsync(id))
            .Any(message => message.Contains("deleted", StringComparison.Ordinal)), "the deletion");
        using var now = api.CreateClient("partial-expires");
        Assert.Contains(until.ToString("yyyy-MM-dd"), await (await now.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(410, "ResultLinkExpired"));
        Assert.Contains((int)(await now.GetAsync(link)).StatusCode, (int[])[404, 410]);   // the fixture's clock may be far ahead
        await api.UntilFilesAreGoneAsync(id);
        Assert.Equal("finished", await now.StatusAsync(id));
        await now.StartJobAsync(id);
        await now.WaitForAsync(id, "finished");
        Assert.Equal(3, Assets(await now.GetJsonAsync($"jobs/{id}/results")));
    }

    [Fact]
    public async Task As_GeoJSON_all_results_are_one_item()
    {
        using var client = api.CreateClient("partial-item");
        var id = await client.RunJobAsync(JobFixture.Copy);
        using var request = new HttpRequestMessage(HttpMethod.Get,
            $"jobs/{id}/results") { Headers = { { "Accept", "application/geo+json, application/json;q=0.5" } } };
        using var response = await client.SendAsync(request);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        var item = await response.ShouldBeAsync(200);
        Assert.Equal("Feature", item.GetProperty("type").GetString());
        Assert.Equal(3, Assets(item));
        Assert.Equal("2024-01-21T00:00:00Z", item.GetProperty("properties").GetProperty("end_datetime").GetString());
        await StacSchemas.ValidateAsync(item);
    }
}
