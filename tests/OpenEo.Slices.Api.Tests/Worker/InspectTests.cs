using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Worker;

[Collection("jobs")]
public sealed class InspectTests(JobFixture api)
{
    const string Process = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B04"]}},
          "cube":{"process_id":"inspect","arguments":{"data":{"from_node":"load"},"message":"the cube","code":"Look","level":"warning"}},
          "list":{"process_id":"inspect","arguments":{"data":[1,null,"a"]}},
          "apply":{"process_id":"apply","arguments":{"data":{"from_node":"cube"},"process":{"process_graph":{"in":{"process_id":"inspect",
           "arguments":{"data":{"from_parameter":"x"},"level":"debug"},"result":true}}}}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"apply"},"format":"GTiff"},"result":true}}}
        """;

    [Fact]
    public async Task What_is_inspected_is_in_the_log_with_node_code_and_data()
    {
        using var client = api.CreateClient("inspect");
        var id = await client.RunJobAsync(Process, more: "\"log_level\":\"debug\"");
        var logs = (await client.GetJsonAsync($"jobs/{id}/logs")).GetProperty("logs").EnumerateArray().ToList();
        var cube = logs.Single(entry => entry.GetProperty("message").GetString() == "the cube");
        Assert.Equal(("Look", "warning", "cube"),
            (cube.GetProperty("code").GetString(), cube.GetProperty("level").GetString(), cube.GetProperty("path")[0].GetProperty("node_id").GetString()));
        Assert.Equal([3, 1, 256, 256], cube.GetProperty("data").GetProperty("shape").EnumerateArray().Select(count => count.GetInt32()));
        var user = logs.Where(entry => entry.TryGetProperty("code", out var code) && code.GetString() == "User").ToList();
        Assert.Contains(user, entry => entry.GetProperty("data").GetRawText() == """[1,null,"a"]""");
        Assert.Contains(user, entry => entry.GetProperty("level").GetString() == "debug" && entry.GetProperty("path").GetArrayLength() == 2);
    }

    [Fact]
    public async Task Texts_that_JSON_can_spell_and_a_database_cannot_hold_do_no_harm()
    {
        using var client = api.CreateClient("inspect");
        // A zero byte, and the six characters that would spell one.
        var id = await client.RunJobAsync("""
            {"process_graph":{"i":{"process_id":"inspect","arguments":{"data":["\u0000","\\u0000"],"message":"a\u0000b","code":"c\u0000d"},"result":true}}}
            """);
        var entry = (await client.GetJsonAsync($"jobs/{id}/logs")).GetProperty("logs").EnumerateArray().Single(entry => entry.TryGetProperty("data", out _));
        Assert.Equal(["\0", "\\u0000"], entry.GetProperty("data").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal(("a b", "c d"), (entry.GetProperty("message").GetString(), entry.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Synchronous_results_log_it_too()
    {
        using var client = api.CreateClient("inspect");
        using var response = await client.PostTextAsync("result",
            """{"process":{"process_graph":{"i":{"process_id":"inspect","arguments":{"data":{"a":1},"message":"here"},"result":true}}}}""");
        Assert.Equal("""{"a":1}""", await response.Content.ReadAsStringAsync());
        var link = response.Headers.GetValues("Link").Single().Split('>')[0].TrimStart('<');
        var entry = (await client.GetJsonAsync(link)).GetProperty("logs").EnumerateArray().Single(entry => entry.GetProperty("message").GetString() == "here");
        Assert.Equal("""{"a":1}""", entry.GetProperty("data").GetRawText());
        var page = await client.GetJsonAsync(link + "?limit=1");
        Assert.Single(page.GetProperty("logs").EnumerateArray());
        Assert.Single(page.GetProperty("links").EnumerateArray());
        await (await client.GetAsync(link + "?offset=abc")).ShouldBeErrorAsync(400, "RequestInvalid");
        Assert.Empty((await client.GetJsonAsync(link + "?level=error")).GetProperty("logs").EnumerateArray());
    }
}
