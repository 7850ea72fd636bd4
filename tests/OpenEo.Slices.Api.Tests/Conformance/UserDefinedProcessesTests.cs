using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class UserDefinedProcessesTests(BackEnd api)
{
    static async Task StoreAsync(HttpClient client, string id, string process) =>
        await (await client.PutTextAsync($"process_graphs/{id}", process)).ShouldBeAsync(200);

    // A client of somebody who has these processes and no others.
    async Task<HttpClient> OwnerAsync(string user, params string[] ids)
    {
        var client = api.CreateClient(user);
        foreach (var id in ids) await StoreAsync(client, id, JobFixture.Sum);
        return client;
    }

    async Task NeedsALoginAsync(string method, string path = "process_graphs/any")
    {
        using var nobody = api.CreateClient(null);
        await (await nobody.SendAsync(method, path, JobFixture.Sum)).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L2_400_users_can_list_their_processes_and_only_theirs()
    {
        using var carol = await OwnerAsync("udp-400", "mine");
        using var other = await OwnerAsync("udp-400-other", "theirs");
        Assert.Equal(["mine"], (await carol.GetJsonAsync("process_graphs")).Texts("processes", "id"));
        await NeedsALoginAsync("GET", "process_graphs");
    }

    [Fact]
    public async Task L2_401_processes_and_links_are_lists()
    {
        using var client = await OwnerAsync("udp-401");
        var document = await client.GetJsonAsync("process_graphs");
        Assert.Empty(document.List("processes"));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task L3_402_pages_have_the_length_asked_for_and_cover_the_list()
    {
        using var client = await OwnerAsync("udp-402", "a", "b", "c");
        Assert.Equal(["a", "b", "c"], (await client.PagesAsync("process_graphs", "processes", 2)).Select(process => process.Text("id")));
        await (await client.GetAsync("process_graphs?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L2_403_without_a_limit_all_come_at_once()
    {
        var ids = Enumerable.Range(10, 60).Select(number => $"p{number}").ToArray();
        using var client = await OwnerAsync("udp-403", ids);
        var document = await client.GetJsonAsync("process_graphs");
        Assert.Equal(ids, document.Texts("processes", "id").Order());
        Assert.Empty(document.Links("next"));
    }

    [Fact]
    public async Task L2_404_listed_processes_have_their_id_and_parameters_and_no_graph()
    {
        using var client = await OwnerAsync("udp-404", "plain");
        await StoreAsync(client, "times", Graph.Times);
        foreach (var process in (await client.GetJsonAsync("process_graphs")).List("processes"))
        {
            Assert.Matches(@"^\w+$", process.Text("id"));
            Assert.False(process.Has("process_graph"));
            if (process.Text("id") == "times") Assert.Equal(["x", "factor"], process.Texts("parameters", "name"));
        }
    }

    [Fact]
    public async Task L2_405_what_a_listed_process_lacks_is_left_out_and_not_null()
    {
        using var client = await OwnerAsync("udp-405", "plain");
        Assert.Equal(["id"], (await client.GetJsonAsync("process_graphs")).List("processes").Single().EnumerateObject().Where(member => member.Name != "links")
            .Select(member => member.Name));
    }

    [Fact]
    public async Task L2_410_a_process_can_be_stored()
    {
        using var client = await OwnerAsync("udp-410", "new");
        Assert.Equal("3", await client.ValueAsync(Graph.Call("new", "{}")));
        await NeedsALoginAsync("PUT");
    }

    [Fact]
    public async Task L2_411_a_stored_process_can_be_changed()
    {
        using var client = await OwnerAsync("udp-411", "changing");
        await StoreAsync(client, "changing", Graph.Call("add", """{"x":5,"y":5}"""));
        Assert.Equal("10", await client.ValueAsync(Graph.Call("changing", "{}")));
        Assert.Equal(["changing"], (await client.GetJsonAsync("process_graphs")).Texts("processes", "id"));
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process_graph":null}""", "ProcessGraphMissing")]
    [InlineData("""{"process_graph":{}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process_graph":{"a":{"process_id":"no_such_process","arguments":{},"result":true}}}""", "ProcessUnsupported")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":1},"result":true}}}""", "ProcessParameterRequired")]
    [InlineData("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":{"from_parameter":"undeclared"}},"result":true}}}""",
        "ProcessGraphInvalid")]
    [InlineData("""{"parameters":[{"name":"x","schema":{"type":"numbr"}}],"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}""",
        "ProcessInvalid")]
    public async Task L2_412_only_valid_processes_are_stored(string process, string code)
    {
        using var client = await OwnerAsync("udp-412");
        await (await client.PutTextAsync("process_graphs/bad", process)).ShouldBeErrorAsync(400, code);
        await (await client.PutTextAsync("process_graphs/not%20an%20id", JobFixture.Sum)).ShouldBeErrorAsync(400, "ProcessInvalid");
        await (await client.PutTextAsync("process_graphs/add", JobFixture.Sum)).ShouldBeErrorAsync(400, "PredefinedProcessExists");
        Assert.Empty((await client.GetJsonAsync("process_graphs")).List("processes"));
    }

    [Fact]
    public async Task L2_413_the_id_of_the_address_wins()
    {
        using var client = await OwnerAsync("udp-413");
        await StoreAsync(client, "address", "{\"id\":\"body\"," + JobFixture.Sum[1..]);
        Assert.Equal("address", (await client.GetJsonAsync("process_graphs/address")).Text("id"));
        await (await client.GetAsync("process_graphs/body")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
    }

    [Fact]
    public async Task L2_414_storing_again_replaces_everything()
    {
        using var client = await OwnerAsync("udp-414");
        await StoreAsync(client, "again", Graph.Times);
        await StoreAsync(client, "again", JobFixture.Sum);
        var process = await client.GetJsonAsync("process_graphs/again");
        foreach (var member in (string[])["summary", "parameters", "returns"]) Assert.False(process.Has(member), member);
        Assert.Equal("a", process.GetProperty("process_graph").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task L2_420_users_can_read_their_processes_and_only_theirs()
    {
        using var owner = await OwnerAsync("udp-420", "secret");
        using var other = await OwnerAsync("udp-420-other");
        Assert.Equal("secret", (await owner.GetJsonAsync("process_graphs/secret")).Text("id"));
        await (await other.GetAsync("process_graphs/secret")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
        await NeedsALoginAsync("GET");
    }

    [Fact]
    public async Task L2_421_a_process_comes_back_as_it_was_stored()
    {
        using var client = await OwnerAsync("udp-421");
        await StoreAsync(client, "times", Graph.Times);
        var process = await client.GetJsonAsync("process_graphs/times");
        Assert.Equal("times", process.Text("id"));
        foreach (var member in JsonElement.Parse(Graph.Times).EnumerateObject())
            Assert.True(JsonElement.DeepEquals(member.Value, process.GetProperty(member.Name)), member.Name);
    }

    [Fact]
    public async Task L2_422_what_a_process_lacks_is_left_out_and_not_null()
    {
        using var client = await OwnerAsync("udp-422", "plain");
        var process = await client.GetJsonAsync("process_graphs/plain");
        Assert.Equal(["id", "process_graph"], process.EnumerateObject().Select(member => member.Name).Where(name => name != "links").Order());
        Assert.Empty(process.Nulls());
    }

    [Fact]
    public async Task L2_430_users_can_delete_their_processes_and_only_theirs()
    {
        using var owner = await OwnerAsync("udp-430", "shortlived");
        using var other = await OwnerAsync("udp-430-other");
        await (await other.DeleteAsync("process_graphs/shortlived")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
        await owner.GetJsonAsync("process_graphs/shortlived");
        await (await owner.DeleteAsync("process_graphs/shortlived")).ShouldBeAsync(204);
        await NeedsALoginAsync("DELETE");
    }

    [Fact]
    public async Task L2_431_deleting_answers_204_and_then_404()
    {
        using var client = await OwnerAsync("udp-431", "gone", "stays");
        using var response = await client.DeleteAsync("process_graphs/gone");
        await response.ShouldBeAsync(204);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["stays"], (await client.GetJsonAsync("process_graphs")).Texts("processes", "id"));
        await (await client.DeleteAsync("process_graphs/gone")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
    }
}
