namespace OpenEo.Slices.Api.Tests.Hosting;

public sealed class ErrorResponsesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Unknown_addresses_are_not_found()
    {
        await (await api.CreateClient(null).GetAsync("nothing-here")).ShouldBeErrorAsync(404, "NotFound");
        await (await api.CreateClient(null).GetAsync("/")).ShouldBeErrorAsync(404, "NotFound");
    }

    [Theory]
    [InlineData("/openeo/v2/jobs", "v2")]
    [InlineData("/openeo/1.0/", "1.0")]
    public async Task Another_version_of_the_API_is_unsupported(string path, string version)
    {
        var message = await (await api.CreateClient(null).GetAsync(path)).ShouldBeErrorAsync(404, "UnsupportedApiVersion");
        Assert.Contains(version, message, StringComparison.Ordinal);
    }
}
