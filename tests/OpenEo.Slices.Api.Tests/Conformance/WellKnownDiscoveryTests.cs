namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class WellKnownDiscoveryTests(BackEnd api)
{
    [Fact]
    public async Task L2_20_discovery_is_at_the_root_of_the_server_and_not_below_the_API()
    {
        using var client = api.CreateClient(null);
        Assert.NotEqual("/", api.Host.Root.AbsolutePath);
        await client.GetJsonAsync("/.well-known/openeo");
        await (await client.GetAsync(".well-known/openeo")).ShouldBeErrorAsync(404, "NotFound");
    }

    [Fact]
    public async Task L1_21_each_version_has_its_address_and_number_without_a_login()
    {
        using var client = api.CreateClient(null);
        var versions = (await client.GetJsonAsync("/.well-known/openeo")).List("versions");
        Assert.NotEmpty(versions);
        foreach (var version in versions)
        {
            var capabilities = await client.GetJsonAsync(new Uri(version.Text("url"), UriKind.Absolute).ToString());
            Assert.Equal(version.Text("api_version"), capabilities.Text("api_version"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task L3_22_instances_say_whether_they_are_for_production(bool production)
    {
        await using var host = api.Start(("Service:Production", $"{production}"));
        using var client = host.CreateClient(null);
        var version = Assert.Single((await client.GetJsonAsync("/.well-known/openeo")).List("versions"));
        Assert.Equal(production, version.GetProperty("production").GetBoolean());
        Assert.Equal(production, (await client.GetJsonAsync("")).GetProperty("production").GetBoolean());
    }
}
