using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

namespace OpenEo.Slices.Api.Tests.Features.Processes;

public sealed class GetProcessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Predefined_processes_need_no_login_and_own_ones_do()
    {
        using var anybody = api.CreateClient(null);
        Assert.Equal("mean", (await anybody.GetJsonAsync("processes/backend/mean")).GetProperty("id").GetString());
        await (await anybody.GetAsync("processes/user/mine")).ShouldBeErrorAsync(401, "AuthenticationRequired");
        using var alice = api.CreateClient();
        await (await alice.PutProcessAsync("mine", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal("mine", (await alice.GetJsonAsync("processes/user/mine")).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("processes/backend/nope")]
    [InlineData("processes/user/mean")]
    [InlineData("processes/elsewhere/mean")]
    public async Task Unknown_processes_and_namespaces_are_told(string path)
    {
        using var alice = api.CreateClient();
        await (await alice.GetAsync(path)).ShouldBeErrorAsync(400, "ProcessUnsupported");
    }
}
