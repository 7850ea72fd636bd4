using OpenEo.Slices.Api.Postgres;

namespace OpenEo.Slices.Api.Tests.Features.Account;

public sealed class GetMeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Tells_each_user_about_himself()
    {
        Assert.Equal("u-alice", (await api.CreateClient().GetJsonAsync("me")).GetProperty("user_id").GetString());
        Assert.Equal("u-bob", (await api.CreateClient("bob").GetJsonAsync("me")).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Needs_a_login()
    {
        var response = await api.CreateClient(null).GetAsync("me");
        await response.ShouldBeErrorAsync(401, "AuthenticationRequired");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task The_token_of_a_removed_user_is_worth_nothing()
    {
        var client = api.CreateClient("gone");
        await api.Host.Db.ExecuteAsync("DELETE FROM users WHERE name = 'gone'", null, default);
        await (await client.GetAsync("me")).ShouldBeErrorAsync(403, "TokenInvalid");
    }
}
