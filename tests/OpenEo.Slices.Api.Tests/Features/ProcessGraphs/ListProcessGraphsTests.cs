namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

public sealed class ListProcessGraphsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task All_of_the_users_processes_are_listed_without_their_graphs()
    {
        using var client = api.CreateClient("udp-list");
        foreach (var id in (string[])["b", "a-1", "c"]) await (await client.PutProcessAsync(id, OwnProcesses.Times)).ShouldBeAsync(200);
        using var other = api.CreateClient("udp-list-other");
        await (await other.PutProcessAsync("d", OwnProcesses.Times)).ShouldBeAsync(200);

        var list = await client.GetJsonAsync("process_graphs");
        var processes = list.GetProperty("processes").EnumerateArray().ToList();
        Assert.Equal(["a-1", "b", "c"], processes.Select(process => process.GetProperty("id").GetString()));
        Assert.All(processes, process =>
        {
            Assert.Equal("Times", process.GetProperty("summary").GetString());
            Assert.Equal(2, process.GetProperty("parameters").GetArrayLength());
            Assert.False(process.TryGetProperty("process_graph", out _) || process.TryGetProperty("examples", out _)
                || process.TryGetProperty("description", out _));
        });
        Assert.DoesNotContain(list.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "next");
    }

    [Fact]
    public async Task With_a_limit_there_are_pages()
    {
        using var client = api.CreateClient("udp-pages");
        foreach (var id in (string[])["a", "b", "c"]) await (await client.PutProcessAsync(id, OwnProcesses.Times)).ShouldBeAsync(200);
        var seen = new List<string>();
        for (var address = "process_graphs?limit=2"; address is not null;)
        {
            var page = await client.GetJsonAsync(address);
            seen.AddRange(page.GetProperty("processes").EnumerateArray().Select(process => process.GetProperty("id").GetString()!));
            address = page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
        }
        Assert.Equal(["a", "b", "c"], seen);
        await (await client.GetAsync("process_graphs?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }
}
