namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

public sealed class GetProcessGraphTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_process_comes_back_as_it_was_stored()
    {
        using var client = api.CreateClient();
        await (await client.PutProcessAsync("stored", OwnProcesses.Times)).ShouldBeAsync(200);
        var process = await client.GetJsonAsync("process_graphs/stored");
        Assert.Equal("stored", process.GetProperty("id").GetString());
        Assert.Equal("""{"a":[1,null]}""", process.GetProperty("x-note").GetRawText());
        Assert.Equal("multiply", process.GetProperty("process_graph").GetProperty("m").GetProperty("process_id").GetString());
        Assert.False(process.TryGetProperty("description", out _));   // was null
        Assert.False(process.TryGetProperty("links", out _));         // is not shared
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a%20b")]
    public async Task What_is_not_the_users_is_not_found(string id)
    {
        using var bob = api.CreateClient("bob");
        await (await bob.PutProcessAsync("nothing", OwnProcesses.Times)).ShouldBeAsync(200);
        using var client = api.CreateClient();
        await (await client.GetAsync($"process_graphs/{id}")).ShouldBeErrorAsync(404, "ProcessGraphNotFound");
    }

    [Fact]
    public async Task It_needs_a_login()
    {
        using var client = api.CreateClient(null);
        await (await client.GetAsync("process_graphs/x")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }
}
