using System.Net;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Access;

public sealed class RateLimitsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // So slow that no token comes back while a test runs: 6 a minute are 1 at once.
    static Dictionary<string, string?> Limits(int user, int address) => new() { ["RateLimits:User"] = $"{user}", ["RateLimits:Address"] = $"{address}" };

    // More than once, in case the machine is so slow that a token has come back.
    static async Task<HttpResponseMessage> RefusedAsync(HttpClient client, string path)
    {
        HttpResponseMessage? response = null;
        await JobClient.UntilAsync(async () => (response = await client.GetAsync(path)).StatusCode == HttpStatusCode.TooManyRequests, $"a refusal of {path}");
        return response!;
    }

    static async Task<int> StatusAsync(HttpClient client, string path) => (int)(await client.GetAsync(path)).StatusCode;

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var host = api.StartHost(Limits(0, 6));
        using var client = host.CreateClient(null);
        Assert.Equal(200, await StatusAsync(client, "conformance"));
        var response = await RefusedAsync(client, "conformance");
        await response.ShouldBeErrorAsync(429, "TooManyRequests");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Users_are_counted_each_for_himself_whatever_their_address_and_token()
    {
        await using var host = api.StartHost(Limits(12, 12));
        using HttpClient alice = host.CreateClient("alice"), again = host.CreateClient("alice"), bob = host.CreateClient("bob"),
            stranger = host.CreateClient(null);
        // The first request with a token counts for the address, because nobody knows yet whether the token is good.
        Assert.Equal(200, await StatusAsync(alice, "me"));
        Assert.Equal(200, await StatusAsync(bob, "me"));
        await RefusedAsync(stranger, "conformance");
        Assert.Equal(200, await StatusAsync(alice, "me"));
        Assert.Equal(200, await StatusAsync(alice, "processes"));
        await RefusedAsync(alice, "me");
        Assert.Equal(200, await StatusAsync(bob, "me"));
    }

    [Fact]
    public async Task A_token_that_is_not_good_counts_for_the_address()
    {
        await using var host = api.StartHost(Limits(0, 6));
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer basic//made-up-1");
        await (await client.GetAsync("me")).ShouldBeErrorAsync(403, "TokenInvalid");
        client.DefaultRequestHeaders.Remove("Authorization");
        client.DefaultRequestHeaders.Add("Authorization", "Bearer basic//made-up-2");
        await RefusedAsync(client, "me");
    }

    [Fact]
    public async Task Health_preflights_and_signed_downloads_are_not_counted()
    {
        await using var host = api.StartHost(Limits(6, 6));
        using var client = host.CreateClient(null);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, await StatusAsync(client, "health/ready"));
            Assert.Equal(200, await StatusAsync(client, "health/live"));
            Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "jobs"))).StatusCode);
            await (await client.GetAsync("jobs/j-1/results/assets/1/a.tif?expires=1&version=1&signature=x")).ShouldBeErrorAsync(403, "PermissionsInsufficient");
        }
    }

    [Fact]
    public async Task Addresses_behind_a_trusted_gateway_are_told_apart()
    {
        await using var host = api.StartHost(Limits(0, 6).Append(new("TrustedProxies:0", "127.0.0.1")).ToDictionary());
        using HttpClient one = host.CreateClient(null), other = host.CreateClient(null), neighbour = host.CreateClient(null);
        one.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:1:2::1");
        neighbour.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:1:2:ffff::9");
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        Assert.Equal(200, await StatusAsync(one, "conformance"));
        Assert.Equal(200, await StatusAsync(other, "conformance"));
        await RefusedAsync(neighbour, "conformance");   // the same network of one subscriber
    }

    [Fact]
    public async Task Tokens_come_back_with_time()
    {
        await using var host = api.StartHost(Limits(0, 60));   // 10 at once, then one a second
        using var client = host.CreateClient(null);
        for (var i = 0; i < 10; i++) Assert.Equal(200, await StatusAsync(client, "conformance"));
        await RefusedAsync(client, "conformance");
        await JobClient.UntilAsync(async () => await StatusAsync(client, "conformance") == 200, "another token");
    }

    [Fact]
    public async Task Nothing_is_limited_when_it_is_switched_off()
    {
        await using var host = api.StartHost(Limits(6, 6).Append(new("RateLimits:Enabled", "false")).ToDictionary());
        using var client = host.CreateClient("alice");
        for (var i = 0; i < 50; i++) Assert.Equal(200, await StatusAsync(client, "me"));
    }
}
