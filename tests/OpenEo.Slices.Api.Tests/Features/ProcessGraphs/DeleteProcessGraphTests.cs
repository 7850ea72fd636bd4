namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

public sealed class DeleteProcessGraphTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_deleted_process_is_gone_and_only_that_one()
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        foreach (var client in (HttpClient[])[alice, bob]) await (await client.PutProcessAsync("same", OwnProcesses.Times)).ShouldBeAsync(200);
        await (await alice.DeleteAsync("process_graphs/same")).ShouldBeAsync(204);
        await (await alice.GetAsync("process_graphs/same")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
        await (await alice.DeleteAsync("process_graphs/same")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
        await bob.GetJsonAsync("process_graphs/same");
    }
}
