namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class GetWellKnownTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Leads_to_the_API()
    {
        var client = api.CreateClient(null);
        var version = (await client.GetJsonAsync("/.well-known/openeo")).GetProperty("versions").EnumerateArray().Single();
        Assert.Equal("1.3.0", version.GetProperty("api_version").GetString());
        Assert.True(version.TryGetProperty("production", out _));
        var capabilities = await client.GetJsonAsync(version.GetProperty("url").GetString()!);
        Assert.Equal("1.3.0", capabilities.GetProperty("api_version").GetString());
    }

    [Fact]
    public async Task The_configured_public_address_wins_over_the_request()
    {
        await using var host = api.StartHost(new Dictionary<string, string?> { ["PublicUrl"] = "https://eo.example/gate/" });
        using var client = host.CreateClient(null);
        var version = (await client.GetJsonAsync("/.well-known/openeo")).GetProperty("versions").EnumerateArray().Single();
        Assert.Equal("https://eo.example/gate/openeo/v1", version.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1")]
    [InlineData("127.0.0.1", "https://eo.example/openeo/v1")]
    [InlineData("10.0.0.0/8", "http://127.0.0.1")]
    public async Task Forwarded_headers_count_only_from_a_trusted_proxy(string? proxy, string start)
    {
        await using var host = api.StartHost(proxy is null ? null : new Dictionary<string, string?> { ["TrustedProxies:0"] = proxy });
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "eo.example");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var version = (await client.GetJsonAsync("/.well-known/openeo")).GetProperty("versions").EnumerateArray().Single();
        Assert.StartsWith(start, version.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_base_path_can_be_configured()
    {
        await using var host = api.StartHost(new Dictionary<string, string?> { ["BasePath"] = "/eo/1.3" });
        using var client = host.CreateClient(null);
        var version = (await client.GetJsonAsync("/.well-known/openeo")).GetProperty("versions").EnumerateArray().Single();
        var url = version.GetProperty("url").GetString()!;
        Assert.EndsWith("/eo/1.3", url, StringComparison.Ordinal);
        await client.GetJsonAsync(url);
    }
}
