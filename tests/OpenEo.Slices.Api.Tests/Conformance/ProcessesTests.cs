using System.Text.Json;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class ProcessesTests(JobFixture api) : Requirement(api)
{
    async Task<JsonElement> ListAsync() => await Anybody.GetJsonAsync("processes");

    Task<HttpResponseMessage> ValidateAsync(string process) => SendAsync(Me, "POST", "validation", process);

    async Task<string[]> ErrorsAsync(string process) => Texts((await (await ValidateAsync(process)).ShouldBeAsync(200)).GetProperty("errors"), "code");

    [Fact]
    public async Task L1_200_processes_and_links_are_lists()
    {
        var list = await ListAsync();
        Assert.True(list.GetProperty("processes").GetArrayLength() > 100 && list.GetProperty("links").ValueKind is JsonValueKind.Array);
    }

    [Fact]
    public async Task L1_201_processes_need_no_login() => await ListAsync();

    [Fact]
    public async Task L1_202_processes_can_be_read_with_a_login() => Assert.Equal((await ListAsync()).GetRawText(), (await Me.GetJsonAsync("processes")).GetRawText());

    [Fact]
    public async Task L3_203_processes_come_in_pages_when_wanted() => Assert.True((await PagesAsync(Anybody, "processes", "processes")).Length > 100);

    [Fact]
    public async Task L1_204_all_processes_come_without_a_limit() => Assert.Null(Link(await ListAsync(), "next"));

    [Fact]
    public async Task L2_206_what_is_listed_is_what_runs()
    {
        // An example of each process that is one number of another.
        foreach (var id in Texts((await ListAsync()).GetProperty("processes"), "id").Intersect(["absolute", "ceil", "exp", "floor", "int", "sgn", "sqrt", "cos"]))
            Assert.Equal(JsonValueKind.Number, (await Me.ComputeAsync(OwnProcesses.Call(id, id == "exp" ? """{"p":0}""" : """{"x":4}"""))).ValueKind);
        Assert.Equal(["ProcessParameterUnsupported"], await ErrorsAsync(OwnProcesses.Call("absolute", """{"x":1,"other":2}""")));
    }

    [Fact]
    public async Task L2_207_processes_have_summaries_and_categories() => Assert.All((await ListAsync()).GetProperty("processes").EnumerateArray(), process =>
        Assert.True(process.GetProperty("summary").GetString()!.Length > 0 && process.GetProperty("categories").GetArrayLength() > 0));

    [Fact]
    public async Task L1_209_processes_have_no_nulls() => Assert.All((await ListAsync()).GetProperty("processes").EnumerateArray(), HasNoNulls);

    [Fact]
    public async Task L2_400_own_processes_need_a_login() => await NeedsLoginAsync("GET", "process_graphs", 200);

    [Fact]
    public async Task L2_401_own_processes_and_links_are_lists()
    {
        var list = await Me.GetJsonAsync("process_graphs");
        Assert.True(list.GetProperty("processes").ValueKind is JsonValueKind.Array && list.GetProperty("links").ValueKind is JsonValueKind.Array);
    }

    [Fact]
    public async Task L3_402_own_processes_come_in_pages_when_wanted()
    {
        using var client = Api.CreateClient("udp-pages-conformance");
        foreach (var id in (string[])["c", "a", "f", "b", "d"]) await (await client.PutProcessAsync(id, JobFixture.Sum)).ShouldBeAsync(200);
        Assert.Equal(["a", "b", "c", "d", "f"], await PagesAsync(client, "process_graphs", "processes"));
    }

    [Fact]
    public async Task L2_403_all_own_processes_come_without_a_limit()
    {
        for (var i = 0; i < 60; i++) await (await Me.PutProcessAsync($"many{i}", JobFixture.Sum)).ShouldBeAsync(200);
        var list = await Me.GetJsonAsync("process_graphs");
        Assert.True(list.GetProperty("processes").GetArrayLength() >= 60 && Link(list, "next") is null);
    }

    [Fact]
    public async Task L2_404_own_processes_have_ids()
    {
        await (await Me.PutProcessAsync("with_id", JobFixture.Sum)).ShouldBeAsync(200);
        Assert.Contains("with_id", Texts((await Me.GetJsonAsync("process_graphs")).GetProperty("processes"), "id"));
    }

    [Fact]
    public async Task L2_405_own_processes_in_the_list_have_no_nulls()
    {
        await (await Me.PutProcessAsync("nulls", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.All((await Me.GetJsonAsync("process_graphs")).GetProperty("processes").EnumerateArray(), HasNoNulls);
    }

    [Fact]
    public async Task L2_410_own_processes_are_stored_with_a_login() => await NeedsLoginAsync("PUT", "process_graphs/stored", 200, JobFixture.Sum);

    [Fact]
    public async Task L2_411_own_processes_are_updated()
    {
        await (await Me.PutProcessAsync("updated", JobFixture.Sum)).ShouldBeAsync(200);
        await (await Me.PutProcessAsync("updated", JobFixture.Sum.Replace("\"y\":2", "\"y\":5", StringComparison.Ordinal))).ShouldBeAsync(200);
        Assert.Equal(6, (await Me.ComputeAsync(OwnProcesses.Call("updated", "{}"))).GetInt32());
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData(Unknown, "ProcessUnsupported")]
    public async Task L2_412_only_valid_processes_are_stored(string process, string code) => await (await Me.PutProcessAsync("invalid", process)).ShouldBeErrorAsync(400, code);

    [Fact]
    public async Task L2_413_the_id_of_the_address_counts()
    {
        await (await Me.PutProcessAsync("address_id", JobFixture.Sum.Replace("{\"process_graph\"", "{\"id\":\"body_id\",\"process_graph\"", StringComparison.Ordinal))).ShouldBeAsync(200);
        Assert.Equal("address_id", (await Me.GetJsonAsync("process_graphs/address_id")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task L2_414_a_process_is_replaced_as_a_whole()
    {
        await (await Me.PutProcessAsync("whole", OwnProcesses.Times)).ShouldBeAsync(200);
        await (await Me.PutProcessAsync("whole", JobFixture.Sum)).ShouldBeAsync(200);
        Assert.Equal(["id", "process_graph"], (await Me.GetJsonAsync("process_graphs/whole")).EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task L2_420_one_own_process_needs_a_login()
    {
        await (await Me.PutProcessAsync("one", JobFixture.Sum)).ShouldBeAsync(200);
        await NeedsLoginAsync("GET", "process_graphs/one", 200);
    }

    [Fact]
    public async Task L2_421_one_own_process_has_id_and_graph()
    {
        await (await Me.PutProcessAsync("described", OwnProcesses.Times)).ShouldBeAsync(200);
        var process = await Me.GetJsonAsync("process_graphs/described");
        Assert.Equal("described", process.GetProperty("id").GetString());
        Assert.True(process.GetProperty("process_graph").TryGetProperty("m", out _));
    }

    [Fact]
    public async Task L2_422_one_own_process_has_no_nulls()
    {
        await (await Me.PutProcessAsync("no_nulls", OwnProcesses.Times)).ShouldBeAsync(200);
        HasNoNulls(await Me.GetJsonAsync("process_graphs/no_nulls"));
    }

    [Fact]
    public async Task L2_430_own_processes_are_deleted_with_a_login()
    {
        await (await Me.PutProcessAsync("gone", JobFixture.Sum)).ShouldBeAsync(200);
        await NeedsLoginAsync("DELETE", "process_graphs/gone", 204);
    }

    [Fact]
    public async Task L2_431_what_was_deleted_is_gone()
    {
        await (await Me.PutProcessAsync("deleted", JobFixture.Sum)).ShouldBeAsync(200);
        await (await Me.DeleteAsync("process_graphs/deleted")).ShouldBeAsync(204);
        await (await Me.DeleteAsync("process_graphs/deleted")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
    }

    [Fact]
    public async Task L3_490_processes_are_validated() => await (await ValidateAsync(JobFixture.Sum)).ShouldBeAsync(200);

    [Fact]
    public async Task L3_491_a_valid_process_has_an_empty_list_of_errors() => Assert.Empty(await ErrorsAsync(JobFixture.Copy));

    [Fact]
    public async Task L3_492_errors_have_code_and_message()
    {
        var error = (await (await ValidateAsync(Unknown)).ShouldBeAsync(200)).GetProperty("errors")[0];
        Assert.Equal("ProcessUnsupported", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task L3_493_only_bad_requests_are_answered_with_an_error()
    {
        await (await ValidateAsync("{}")).ShouldBeAsync(200);
        await (await ValidateAsync("""{"process_graph":7}""")).ShouldBeAsync(200);
        await (await ValidateAsync("not JSON")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3_494_the_id_is_validated()
    {
        Assert.Equal(["ProcessInvalid"], await ErrorsAsync("""{"id":"a b","process_graph":{"p":{"process_id":"pi","arguments":{},"result":true}}}"""));
        Assert.Empty(await ErrorsAsync("""{"id":"a_b","process_graph":{"p":{"process_id":"pi","arguments":{},"result":true}}}"""));
    }

    [Fact]
    public async Task L3_495_parameters_are_validated() =>
        Assert.Equal(["ProcessInvalid"], await ErrorsAsync("""{"parameters":[{"name":"x","schema":{"type":"nmbr"}}],"process_graph":{"p":{"process_id":"pi","arguments":{},"result":true}}}"""));

    [Fact]
    public async Task L3_496_the_return_value_is_validated() =>
        Assert.Equal(["ProcessInvalid"], await ErrorsAsync("""{"returns":{"schema":{"type":7}},"process_graph":{"p":{"process_id":"pi","arguments":{},"result":true}}}"""));

    [Theory]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":{"from_node":"b"},"y":1},"result":true}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":{"from_parameter":"p"},"y":1},"result":true}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":1},"result":true}}}""", "ProcessParameterRequired")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":"b"},"result":true}}}""", "ProcessParameterInvalid")]
    [InlineData("""{"process_graph":{"a":{"process_id":"pi","arguments":{}}}}""", "ProcessGraphInvalid")]
    public async Task L3_497_the_graph_is_validated(string process, string code) => Assert.Equal([code], await ErrorsAsync(process));
}
