using OpenEo.Slices.Api.Tests.Access;

namespace OpenEo.Slices.Api.Tests.Features.Account;

public sealed class ListIdentityProvidersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Without_providers_there_is_no_such_endpoint()
    {
        using var client = api.CreateClient(null);
        await (await client.GetAsync("credentials/oidc")).ShouldBeErrorAsync(404, "NotFound");
        Assert.DoesNotContain("oidc", (await client.GetJsonAsync("")).GetProperty("endpoints").GetRawText());
    }

    [Fact]
    public async Task Providers_are_listed_with_what_clients_need()
    {
        await using var host = api.StartHost(new OidcFixture().With());
        using var client = host.CreateClient(null);
        var provider = Assert.Single((await client.GetJsonAsync("credentials/oidc")).GetProperty("providers").EnumerateArray());
        Assert.Equal(("test", "Test provider", "openid"),
            (provider.GetProperty("id").GetString(), provider.GetProperty("title").GetString(), provider.GetProperty("scopes")[0].GetString()));
        Assert.Equal(["openid", "jobs"], provider.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("consent", provider.GetProperty("authorization_parameters").GetProperty("prompt").GetString());
        var defaults = Assert.Single(provider.GetProperty("default_clients").EnumerateArray());
        Assert.Equal(["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
            defaults.GetProperty("grant_types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal("http://localhost:1410/", defaults.GetProperty("redirect_urls")[0].GetString());
        Assert.False(provider.TryGetProperty("description", out _));
    }
}
