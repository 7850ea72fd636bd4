using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class ValidationTests(BackEnd api)
{
    [Fact]
    public async Task L3_490_processes_can_be_validated()
    {
        using var client = api.CreateClient();
        var result = await (await client.PostTextAsync("validation", JobFixture.Sum)).ShouldBeAsync(200);
        Assert.Empty(result.List("errors"));
    }

    [Fact]
    public async Task L3_491_a_valid_process_has_no_errors()
    {
        using var client = api.CreateClient();
        foreach (var process in (string[])[JobFixture.Sum, JobFixture.Copy, Graph.Times, Graph.QuickThenSlow]) Assert.Empty(await client.FaultsAsync(process));
    }

    [Fact]
    public async Task L3_492_an_invalid_process_has_errors_with_code_and_message()
    {
        using var client = api.CreateClient();
        foreach (var process in (string[])["{}", """{"process_graph":{}}""", Graph.Unknown, Graph.Call("add", "{}")])
        {
            var errors = (await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).List("errors");
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.True(error.Text("code").Length > 0 && error.Text("message").Length > 0));
        }
    }

    [Fact]
    public async Task L3_493_only_bad_requests_have_an_error_status()
    {
        using var client = api.CreateClient();
        Assert.NotEmpty(await client.FaultsAsync(Graph.Nothing));   // which is status 200
        foreach (var body in (string[])["{", "[]", "\"text\""])
            await (await client.PostTextAsync("validation", body)).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3_494_ids_of_processes_are_checked()
    {
        using var client = api.CreateClient();
        Assert.Equal(["ProcessUnsupported"], await client.FaultsAsync(Graph.Unknown));
        Assert.NotEmpty(await client.FaultsAsync("{\"id\":\"not an id\"," + JobFixture.Sum[1..]));
        Assert.Empty(await client.FaultsAsync("{\"id\":\"an_id\"," + JobFixture.Sum[1..]));
    }

    [Fact]
    public async Task L3_495_declared_parameters_are_checked()
    {
        using var client = api.CreateClient();
        string Declare(string parameter) => $$"""{"parameters":[{{parameter}}],{{JobFixture.Sum[1..]}}""";
        Assert.Empty(
            await client.FaultsAsync(Declare("""{"name":"x","description":"a number","schema":{"type":"number","minimum":0},"optional":true,"default":1}""")));
        foreach (var parameter in (string[])[
            """{"description":"no name","schema":{"type":"number"}}""",
            """{"name":"x","description":"no such type","schema":{"type":"numbr"}}""",
            """{"name":"x","description":"default of another type","schema":{"type":"number"},"optional":true,"default":"one"}"""])
            Assert.NotEmpty(await client.FaultsAsync(Declare(parameter)));
    }

    [Fact]
    public async Task L3_496_the_declared_return_value_is_checked()
    {
        using var client = api.CreateClient();
        string Declare(string schema) => $$"""{"returns":{"description":"the sum","schema":{{schema}}},{{JobFixture.Sum[1..]}}""";
        Assert.Empty(await client.FaultsAsync(Declare("""{"type":"number"}""")));
        foreach (var schema in (string[])["""{"type":"numbr"}""", """{"type":5}""", "[]", "7"]) Assert.NotEmpty(await client.FaultsAsync(Declare(schema)));
        // What a node gives must suit whom it is given to.
        Assert.NotEmpty(
            await client.FaultsAsync(Graph.Of(("text", "text_concat", """{"data":["a","b"]}"""), ("sum", "add", """{"x":{"from_node":"text"},"y":1}"""))));
    }

    [Fact]
    public async Task L3_497_the_graph_is_checked_and_all_faults_are_told_at_once()
    {
        using var client = api.CreateClient();
        var graph = Graph.Of(
            ("unsupported", "no_such_process", "{}"), ("missing", "add", """{"x":1}"""), ("more", "add", """{"x":1,"y":2,"z":3}"""),
            ("wrong", "add", """{"x":1,"y":"two"}"""));
        var errors = (await (await client.PostTextAsync("validation", graph)).ShouldBeAsync(200)).List("errors")
            .Select(error => (error.Text("node"), error.Text("code"))).ToList();
        Assert.Contains(("unsupported", "ProcessUnsupported"), errors);
        Assert.Contains(("missing", "ProcessParameterRequired"), errors);
        Assert.Contains(("more", "ProcessParameterUnsupported"), errors);
        Assert.Contains(("wrong", "ProcessParameterInvalid"), errors);
        Assert.Equal(["ProcessGraphInvalid"], await client.FaultsAsync(Graph.Call("absolute", """{"x":{"from_node":"no_such_node"}}""")));
        Assert.Equal(["ProcessGraphInvalid"],
            (await client.FaultsAsync(Graph.Of(("a", "absolute", """{"x":{"from_node":"b"}}"""), ("b", "absolute", """{"x":{"from_node":"a"}}"""))))
            .Distinct());
        // Of one last node without the mark, nobody doubts that it is meant; of two, nobody knows which.
        const string unmarked = """{"process_graph":{"a":{"process_id":"pi","arguments":{}}ANOTHER}}""";
        Assert.Empty(await client.FaultsAsync(unmarked.Replace("ANOTHER", "", StringComparison.Ordinal)));
        Assert.NotEmpty(await client.FaultsAsync(unmarked.Replace("ANOTHER", ""","b":{"process_id":"e","arguments":{}}""", StringComparison.Ordinal)));
    }
}
