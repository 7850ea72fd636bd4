using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Graphs;

/// <summary>Options that processes bring along for those who run them. What they do shows in the names of the files.</summary>
[Collection("jobs")]
public sealed class DefaultOptionsTests(JobFixture api)
{
    /// <summary>A process with default options. The value of the sum, which is no cube, becomes a file <c>PREFIXresult.json</c>.</summary>
    static string With(string options, string process = JobFixture.Sum, string member = DefaultOptions.Job) => $"{{\"{member}\":{options},{process[1..]}";

    static async Task<string> FileAsync(HttpClient client, string process, string more = "") =>
        (await client.GetJsonAsync($"jobs/{await client.RunJobAsync(process, more: more)}/results")).GetProperty("assets").EnumerateObject().Single().Name;

    [Fact]
    public async Task The_request_comes_first_then_its_process_then_those_that_it_calls_level_by_level()
    {
        using var client = api.CreateClient("defaults");
        await (await client.PutProcessAsync("deep", With("""{"output_file_prefix":"deep-"}"""))).ShouldBeAsync(200);
        await (await client.PutProcessAsync("middle", With("""{"output_file_prefix":"middle-","unheard-of":true}""", OwnProcesses.Call("deep", "{}"))))
            .ShouldBeAsync(200);
        await (await client.PutProcessAsync("silent", OwnProcesses.Call("middle", "{}"))).ShouldBeAsync(200);
        var call = OwnProcesses.Call("silent", "{}");
        Assert.Equal("deep-result.json", await FileAsync(client, OwnProcesses.Call("deep", "{}")));
        Assert.Equal("middle-result.json", await FileAsync(client, call));
        Assert.Equal("own-result.json", await FileAsync(client, With("""{"output_file_prefix":"own-"}""", call)));
        Assert.Equal("asked-result.json", await FileAsync(client, call, """ "output_file_prefix":"asked-" """));
        Assert.Equal("asked-result.json", await FileAsync(client, call, """ "job_options":{"output_file_prefix":"asked-"} """));
        Assert.Equal("result.json", await FileAsync(client, call, """ "output_file_prefix":null """));
    }

    [Fact]
    public async Task Of_several_on_a_level_the_first_in_the_graph_decides()
    {
        using var client = api.CreateClient("defaults");
        await (await client.PutProcessAsync("z", With("""{"output_file_prefix":"z-"}"""))).ShouldBeAsync(200);
        await (await client.PutProcessAsync("a", With("""{"output_file_prefix":"a-","retries":1}"""))).ShouldBeAsync(200);
        const string both = """
            {"process_graph":{"one":{"process_id":"z","arguments":{}},"two":{"process_id":"a","arguments":{}},
             "sum":{"process_id":"add","arguments":{"x":{"from_node":"one"},"y":{"from_node":"two"}},"result":true}}}
            """;
        var id = await client.RunJobAsync(both);
        Assert.Equal("z-result.json", (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Name);
        Assert.Contains(await client.MessagesAsync(id), message => message.Contains("""{"output_file_prefix":"z-","retries":1}""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Synchronous_results_have_defaults_of_their_own()
    {
        using var client = api.CreateClient("defaults");
        var copy = JobFixture.Copy.Replace("GTiff", "netCDF", StringComparison.Ordinal);
        await (await client.PutProcessAsync("copy",
            With("""{"output_file_prefix":"now-"}""", With("""{"output_file_prefix":"later-"}""", copy), DefaultOptions.Synchronous))).ShouldBeAsync(200);
        using var response = await client.PostTextAsync("result", $$"""{"process":{{OwnProcesses.Call("copy", "{}")}}}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith("now-", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Theory]
    [InlineData(DefaultOptions.Job, "[]", "must be an object")]
    [InlineData(DefaultOptions.Job, """{"tile_size":100}""", "'tile_size' must be 128, 256, 512 or 1024, not 100")]
    [InlineData(DefaultOptions.Synchronous, """{"memory":"much"}""", "'memory' must be")]
    public async Task Wrong_ones_are_refused_wherever_a_process_comes_in(string member, string options, string expected)
    {
        using var client = api.CreateClient("defaults");
        var process = With(options, member: member);
        foreach (var response in (HttpResponseMessage[])[await client.PutProcessAsync("wrong", process),
            await client.PostTextAsync("jobs", $$"""{"process":{{process}}}"""), await client.PostTextAsync("result", $$"""{"process":{{process}}}""")])
        {
            var message = await response.ShouldBeErrorAsync(400, "ProcessInvalid");
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Contains(member, message, StringComparison.Ordinal);
        }
        var error = Assert.Single((await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).GetProperty("errors").EnumerateArray());
        Assert.Equal("ProcessInvalid", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Wrong_ones_of_somebody_elses_process_are_left_out_and_told()
    {
        using var client = api.CreateClient("defaults-wrong");
        await (await client.PutProcessAsync("foreign", JobFixture.Sum)).ShouldBeAsync(200);
        // As an address may give it: nothing has checked that.
        await api.Host.Db.ExecuteAsync("UPDATE process_graphs SET process = @process::json WHERE id = 'foreign'",
            new { process = With("""{"memory":2,"output_file_prefix":"kept-"}""") }, default);
        var id = await client.RunJobAsync(OwnProcesses.Call("foreign", "{}"));
        Assert.Equal("kept-result.json", (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Name);
        Assert.Contains(await client.MessagesAsync(id, "?level=warning"),
            message => message.Contains("'memory'", StringComparison.Ordinal) && message.Contains("left out", StringComparison.Ordinal));
    }
}
