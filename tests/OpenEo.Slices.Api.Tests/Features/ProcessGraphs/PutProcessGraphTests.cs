using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

/// <summary>What the tests of user-defined processes do with them.</summary>
public static class OwnProcesses
{
    /// <summary>x times a factor, 2 unless given.</summary>
    public const string Times = """
        {"summary":"Times","description":null,"parameters":[
           {"name":"x","description":"a number","schema":{"type":"number"}},
           {"name":"factor","description":"by what","schema":{"type":"number"},"optional":true,"default":2}],
         "returns":{"description":"the product","schema":{"type":"number"}},"examples":[{"arguments":{"x":1},"returns":2}],"x-note":{"a":[1,null]},
         "process_graph":{"m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"factor"}},"result":true}}}
        """;

    /// <summary>PUT of a process.</summary>
    public static Task<HttpResponseMessage> PutProcessAsync(this HttpClient client, string id, string json) =>
        client.PutAsync($"process_graphs/{id}", new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>A process of a single node that calls another one.</summary>
    public static string Call(string process, string arguments, string? space = null) =>
        """{"process_graph":{"call":{"process_id":"PROCESS",NAMESPACE"arguments":ARGUMENTS,"result":true}}}"""
        .Replace("PROCESS", process, StringComparison.Ordinal)
            .Replace("NAMESPACE", space is null ? "" : $"\"namespace\":\"{space}\",", StringComparison.Ordinal)
            .Replace("ARGUMENTS", arguments, StringComparison.Ordinal);

    /// <summary>The bare value that a process gives.</summary>
    public static async Task<JsonElement> ComputeAsync(this HttpClient client, string process) =>
        await (await client.PostTextAsync("result", $$"""{"process":{{process}}}""")).ShouldBeAsync(200);
}

[Collection("jobs")]
public sealed class PutProcessGraphTests(JobFixture api)
{
    [Fact]
    public async Task A_stored_process_is_computed_with_arguments_and_defaults()
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("times", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal(6, (await client.ComputeAsync(OwnProcesses.Call("times", """{"x":3}"""))).GetInt32());
        Assert.Equal(15, (await client.ComputeAsync(OwnProcesses.Call("times", """{"x":3,"factor":5}""", "user"))).GetInt32());
        var id = await client.RunJobAsync(OwnProcesses.Call("times", """{"x":4}"""));
        Assert.Equal("finished", await client.StatusAsync(id));
    }

    [Fact]
    public async Task It_reduces_cubes_like_a_built_in_process()
    {
        const string nearest = """
            {"parameters":[{"name":"data","description":"values","schema":{"type":"array","items":{"type":"number"}}}],
             "process_graph":{"m":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}}},"p":{"process_id":"add",
              "arguments":{"x":{"from_node":"m"},"y":1},"result":true}}}
            """;
        const string cube = """
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B04","B08"]}},
              "reduce":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"load"},"dimension":"bands",
               "reducer":{"process_graph":{"n":{"process_id":"max_plus","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "time":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"reduce"},"dimension":"t",
               "reducer":{"process_graph":{"n":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}},"result":true}}}},"result":true}}}
            """;
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("max_plus", nearest)).ShouldBeAsync(200);
        var id = await client.RunJobAsync(cube);
        var asset = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value;
        Assert.Equal(301, asset.GetProperty("bands")[0].GetProperty("statistics").GetProperty("maximum").GetDouble());
    }

    [Fact]
    public async Task Storing_again_replaces_the_whole_process_and_the_id_of_the_address_counts()
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("again", OwnProcesses.Times)).ShouldBeAsync(200);
        await (await client.PutProcessAsync("again",
            JobFixture.Sum.Replace("{\"process_graph\"", "{\"id\":\"other\",\"process_graph\"", StringComparison.Ordinal))).ShouldBeAsync(200);
        var stored = await client.GetJsonAsync("process_graphs/again");
        Assert.Equal("again", stored.GetProperty("id").GetString());
        Assert.False(stored.TryGetProperty("parameters", out _));
        Assert.Equal(3, (await client.ComputeAsync(OwnProcesses.Call("again", "{}"))).GetInt32());
    }

    [Theory]
    [InlineData("mean", "PredefinedProcessExists")]
    [InlineData("a%20b", "ProcessInvalid")]
    [InlineData("a.b", "ProcessInvalid")]
    public async Task Ids_that_cannot_be_are_refused(string id, string code)
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync(id, JobFixture.Sum)).ShouldBeErrorAsync(400, code);
    }

    [Theory]
    [InlineData("[]", "ProcessInvalid")]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}""", "ProcessUnsupported")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":{"from_parameter":"y"},"y":1},"result":true}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"parameters":{},"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}""", "ProcessInvalid")]
    [InlineData("""{"parameters":[{"schema":{}}],"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}""", "ProcessInvalid")]
    [InlineData("""{"parameters":[{"name":"x","schema":{"type":"numbr"}}],"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}""",
        "ProcessInvalid")]
    [InlineData("""{"returns":{"schema":{"type":5}},"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}""", "ProcessInvalid")]
    public async Task Processes_that_are_not_valid_are_refused(string process, string code)
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("bad", process)).ShouldBeErrorAsync(400, code);
        await (await client.GetAsync("process_graphs/bad")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
    }

    [Theory]
    [InlineData("""{"name":"collection-id","schema":{"type":"string"},"default":"a"}""", "'collection-id' has a hyphen")]
    [InlineData("""{"name":"x","schema":{"type":"raster-cube"},"optional":true}""", "'raster-cube' is taken as 'object' with the subtype 'raster-cube'")]
    [InlineData("""{"name":"x","schema":[{"type":"temporal-intervals"},{"type":["list","null"]}],"default":null}""",
        "'temporal-intervals' is taken as 'array'")]
    public async Task What_is_clear_in_parameters_is_stored_and_told(string parameter, string warning)
    {
        using var client = api.CreateClient("udp-lenient");
        var process = $$$$"""{"parameters":[{{{{parameter}}}}],"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":1},"result":true} } }""";
        var warnings = (await (await client.PutProcessAsync("lenient", process)).ShouldBeAsync(200)).GetProperty("warnings");
        Assert.Contains(warning, warnings[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        var validation = await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200);
        Assert.Empty(validation.GetProperty("errors").EnumerateArray());
        Assert.Contains(validation.GetProperty("warnings").EnumerateArray(), one =>
            one.GetProperty("message").GetString()!.Contains(warning, StringComparison.Ordinal));
        Assert.Equal(2, (await client.ComputeAsync(OwnProcesses.Call("lenient", "{}"))).GetInt32());
    }

    [Fact]
    public async Task Arguments_that_nobody_knows_are_told_when_it_is_stored_and_refused_when_it_runs()
    {
        using var client = api.CreateClient("udp-unknown");
        const string process = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":1,"colour":"red"},"result":true}}}""";
        var warning = Assert.Single((await (await client.PutProcessAsync("unknown", process)).ShouldBeAsync(200)).GetProperty("warnings").EnumerateArray());
        Assert.Equal(("ProcessParameterUnsupported", "a", "colour"),
            (warning.GetProperty("code").GetString(), warning.GetProperty("node").GetString(), warning.GetProperty("parameter").GetString()));
        Assert.True((await client.GetJsonAsync("process_graphs/unknown")).GetProperty("process_graph").TryGetProperty("a", out _));
        var call = OwnProcesses.Call("unknown", "{}");
        await (await client.PostTextAsync("result", $$"""{"process":{{call}}}""")).ShouldBeErrorAsync(400, "ProcessParameterUnsupported");
        Assert.Equal(1, (await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task No_process_may_lead_back_to_itself()
    {
        using var client = api.CreateClient("udp-loop");
        Assert.Contains("loop → loop",
            await (await client.PutProcessAsync("loop", OwnProcesses.Call("loop", "{}"))).ShouldBeErrorAsync(400, "ProcessGraphInvalid"));
        await (await client.PutProcessAsync("one", JobFixture.Sum)).ShouldBeAsync(200);
        await (await client.PutProcessAsync("two", OwnProcesses.Call("one", "{}"))).ShouldBeAsync(200);
        Assert.Contains("one → two → one",
            await (await client.PutProcessAsync("one", OwnProcesses.Call("two", "{}"))).ShouldBeErrorAsync(400, "ProcessGraphInvalid"));
    }

    [Fact]
    public async Task Wrong_calls_name_node_process_and_parameter()
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("strict", OwnProcesses.Times)).ShouldBeAsync(200);
        foreach (var (arguments, code, parameter) in ((string, string, string)[])[("{}", "ProcessParameterRequired", "x"),
            ("""{"x":"a"}""", "ProcessParameterInvalid", "x"), ("""{"x":1,"z":1}""", "ProcessParameterUnsupported", "z")])
        {
            var error = Assert.Single(
                (await (await client.PostTextAsync("validation", OwnProcesses.Call("strict", arguments))).ShouldBeAsync(200)).GetProperty("errors")
                .EnumerateArray());
            Assert.Equal((code, "call", parameter),
                (error.GetProperty("code").GetString(), error.GetProperty("node").GetString(), error.GetProperty("parameter").GetString()));
        }
        await (await client.PostTextAsync("jobs", $$"""{"process":{{OwnProcesses.Call("strict", "{}")}}}"""))
            .ShouldBeErrorAsync(400, "ProcessParameterRequired");
    }

    [Fact]
    public async Task Another_users_process_is_none_of_mine()
    {
        using var alice = api.CreateClient("udp-put");
        using var bob = api.CreateClient("udp-other");
        await (await alice.PutProcessAsync("private", JobFixture.Sum)).ShouldBeAsync(200);
        await (await bob.PostTextAsync("jobs", $$"""{"process":{{OwnProcesses.Call("private", "{}")}}}""")).ShouldBeErrorAsync(400, "ProcessUnsupported");
        await (await bob.PutProcessAsync("private", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal(3, (await alice.ComputeAsync(OwnProcesses.Call("private", "{}"))).GetInt32());
    }

    [Fact]
    public async Task One_that_was_stored_before_the_service_learned_a_process_of_its_name_keeps_its_meaning()
    {
        using var before = api.CreateClient("udp-older");
        await (await before.PutProcessAsync("older", OwnProcesses.Times)).ShouldBeAsync(200);
        await api.Host.Db.ExecuteAsync("UPDATE process_graphs SET id = 'sqrt' WHERE id = 'older'", null, default);
        await using var host = api.StartHost();   // a newer service
        using var client = host.CreateClient("udp-older");
        using var other = host.CreateClient("udp-newer");
        var call = OwnProcesses.Call("sqrt", """{"x":16}""");
        Assert.Equal(32, (await client.ComputeAsync(call)).GetInt32());
        Assert.Equal(4, (await other.ComputeAsync(call)).GetInt32());
        Assert.Equal(4, (await client.ComputeAsync(OwnProcesses.Call("sqrt", """{"x":16}""", "backend"))).GetInt32());
        await client.DeleteAsync("process_graphs/sqrt");
        Assert.Equal(4, (await client.ComputeAsync(call)).GetInt32());
    }

    [Fact]
    public async Task A_process_is_taken_as_it_is_when_the_job_runs()
    {
        using var client = api.CreateClient("udp-put");
        await (await client.PutProcessAsync("moving", JobFixture.Sum)).ShouldBeAsync(200);
        var id = await client.CreateJobAsync(OwnProcesses.Call("moving", "{}"));
        await (await client.DeleteAsync("process_graphs/moving")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "error");
        Assert.Contains(await client.MessagesAsync(id, "?level=error"), message => message.Contains("moving", StringComparison.Ordinal));
    }
}
