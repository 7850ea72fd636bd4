namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class GetHealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    public async Task Is_well(string path) => Assert.Equal("ok", (await api.CreateClient(null).GetJsonAsync(path)).GetProperty("status").GetString());

    [Fact]
    public async Task Is_alive_but_not_ready_without_a_database()
    {
        var database = await TestDatabase.CreateAsync();
        await using var host = new ApiHost(database, api.DataFolder);
        using var client = host.CreateClient(null);
        await client.GetJsonAsync("health/ready");
        await TestDatabase.DropAsync(database);
        var response = await client.GetAsync("health/ready");
        await response.ShouldBeErrorAsync(503, "InfrastructureBusy");
        Assert.NotNull(response.Headers.RetryAfter);
        await client.GetJsonAsync("health/live");
    }
}
