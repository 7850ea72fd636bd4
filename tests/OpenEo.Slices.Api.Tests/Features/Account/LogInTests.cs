using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Access;

namespace OpenEo.Slices.Api.Tests.Features.Account;

public sealed class LogInTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    const string Password = "correct: horse";

    async Task<HttpResponseMessage> LogInAsync(string? credentials, string scheme = "Basic")
    {
        var client = api.CreateClient(null);
        if (credentials is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return await client.GetAsync("credentials/basic");
    }

    Task AddAsync(string name) => api.Host.Services.GetRequiredService<Users>().AddAsync(name, Password, default);

    [Theory]
    [InlineData("")]
    [InlineData("basic//")]
    public async Task Hands_out_a_token_that_works_in_both_forms(string prefix)
    {
        await AddAsync("jürgen");
        var body = await (await LogInAsync($"jürgen:{Password}")).ShouldBeAsync(200);
        var client = api.CreateClient(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", prefix + body.GetProperty("access_token").GetString());
        var me = await client.GetJsonAsync("me");
        Assert.Equal("jürgen", me.GetProperty("name").GetString());
        Assert.Matches(@"^[\w\-\.~]+$", me.GetProperty("user_id").GetString());
    }

    [Theory]
    [InlineData("wrong:wrong wrong")]
    [InlineData("nobody-here:correct: horse")]
    [InlineData("no colon")]
    [InlineData("zero\0:correct: horse")]
    [InlineData(":")]
    public async Task Refuses_wrong_credentials(string credentials)
    {
        await AddAsync("wrong");
        await (await LogInAsync(credentials)).ShouldBeErrorAsync(403, "CredentialsInvalid");
    }

    [Fact]
    public async Task Refuses_credentials_that_are_not_base64()
    {
        var client = api.CreateClient(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic %%%");
        await (await client.GetAsync("credentials/basic")).ShouldBeErrorAsync(403, "CredentialsInvalid");
    }

    [Fact]
    public async Task Needs_credentials() => await (await LogInAsync(null)).ShouldBeErrorAsync(401, "AuthenticationRequired");

    [Fact]
    public async Task Refuses_other_schemes() => await (await LogInAsync("a:b", "Bearer")).ShouldBeErrorAsync(403, "AuthenticationSchemeInvalid");

    [Theory]
    [InlineData("Bearer basic//old, CREDENTIALS")]
    [InlineData("CREDENTIALS, Bearer eyJhbGciOiJIUzI1NiJ9.e30.old")]
    public async Task An_old_token_beside_name_and_password_does_no_harm(string headers)
    {
        await AddAsync("returning");
        var credentials = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"returning:{Password}"))}";
        foreach (var apart in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "credentials/basic");
            var values = headers.Replace("CREDENTIALS", credentials, StringComparison.Ordinal);
            foreach (var value in apart ? values.Split(", ") : [values]) request.Headers.TryAddWithoutValidation("Authorization", value);
            await (await api.CreateClient(null).SendAsync(request)).ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task A_user_without_a_password_cannot_log_in()
    {
        api.CreateClient("federated");
        await (await LogInAsync("federated:")).ShouldBeErrorAsync(403, "CredentialsInvalid");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Host", "openeo.example.org")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Via", "1.1 gateway")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("X-Forwarded-Scheme", "https")]
    [InlineData("X-Cluster-Client-Ip", "203.0.113.9")]
    [InlineData("CDN-Loop", "gateway")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "openeo.example.org")]
    [InlineData("Host", "127.0.0.1.example.org")]
    public async Task The_demo_user_does_not_come_through_a_gateway(string header, string value)
    {
        await api.Host.Services.GetRequiredService<Users>().PrepareDemoAsync(true, default);
        using var request = Login(new HttpRequestMessage(HttpMethod.Get, "credentials/basic"));
        request.Headers.TryAddWithoutValidation(header, value);
        var message = await (await api.CreateClient(null).SendAsync(request)).ShouldBeErrorAsync(403, "CredentialsInvalid");
        Assert.Contains(header == "Host" ? value : header, message, StringComparison.Ordinal);
        using var direct = Login(new HttpRequestMessage(HttpMethod.Get, "credentials/basic"));
        await (await api.CreateClient(null).SendAsync(direct)).ShouldBeAsync(200);
        await api.Host.Services.GetRequiredService<Users>().PrepareDemoAsync(false, default);

        static HttpRequestMessage Login(HttpRequestMessage request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo:demo"u8));
            return request;
        }
    }

    [Fact]
    public async Task Guessing_has_to_wait_and_the_wait_ends()
    {
        await using var host = api.StartHost();
        await AddAsync("victim");
        using var client = host.CreateClient(null);
        async Task<HttpResponseMessage> TryAsync(string password)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"victim:{password}")));
            return await client.GetAsync("credentials/basic");
        }

        for (var i = 0; i < 10; i++) await (await TryAsync($"guess {i}")).ShouldBeErrorAsync(403, "CredentialsInvalid");
        var blocked = await TryAsync(Password);
        await blocked.ShouldBeErrorAsync(429, "TooManyRequests");
        Assert.InRange(blocked.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await (await TryAsync(Password)).ShouldBeAsync(200);
    }
}
