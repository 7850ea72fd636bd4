using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenEo.Slices.Api.Access;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>Attacks on the access token. Every one ends in 403 TokenInvalid.</summary>
public sealed class TokensTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    async Task<HttpResponseMessage> GetMeAsync(string authorization)
    {
        var client = api.CreateClient(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return await client.GetAsync("me");
    }

    async Task ShouldBeRefusedAsync(string token)
    {
        await (await GetMeAsync($"Bearer {token}")).ShouldBeErrorAsync(403, "TokenInvalid");
        await (await GetMeAsync($"Bearer basic//{token}")).ShouldBeErrorAsync(403, "TokenInvalid");
    }

    async Task<string> ForgeAsync(Action<SecurityTokenDescriptor>? change = null, byte[]? key = null)
    {
        key ??= await api.Host.Services.GetRequiredService<Secrets>().GetAsync("tokens", default);
        var now = api.Clock.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = api.Host.Services.GetRequiredService<Tokens>().Issuer,
            Audience = "openeo",
            Claims = new Dictionary<string, object> { ["sub"] = "u-alice" },
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key) { KeyId = "1" }, SecurityAlgorithms.HmacSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    [Fact]
    public async Task A_token_made_the_same_way_is_accepted_so_that_the_refusals_mean_something()
    {
        api.CreateClient("alice");
        await (await GetMeAsync($"Bearer {await ForgeAsync()}")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Another_key_is_refused() => await ShouldBeRefusedAsync(await ForgeAsync(key: RandomNumberGenerator.GetBytes(32)));

    [Fact]
    public async Task Another_issuer_is_refused() => await ShouldBeRefusedAsync(await ForgeAsync(token => token.Issuer = "https://elsewhere.example"));

    [Fact]
    public async Task No_issuer_is_refused() => await ShouldBeRefusedAsync(await ForgeAsync(token => token.Issuer = null));

    [Fact]
    public async Task Another_audience_is_refused() => await ShouldBeRefusedAsync(await ForgeAsync(token => token.Audience = "other"));

    [Fact]
    public async Task A_token_that_never_expires_is_refused() => await ShouldBeRefusedAsync(await ForgeAsync(token => token.Expires = null));

    [Fact]
    public async Task A_token_of_the_future_is_refused() =>
        await ShouldBeRefusedAsync(await ForgeAsync(token => token.NotBefore = api.Clock.GetUtcNow().UtcDateTime.AddMinutes(30)));

    [Fact]
    public async Task Another_algorithm_with_our_key_is_refused()
    {
        var key = await api.Host.Services.GetRequiredService<Secrets>().GetAsync("tokens", default);
        // HS512 wants a longer key; ours doubled is what a confused verifier would derive.
        await ShouldBeRefusedAsync(await ForgeAsync(token =>
            token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey([.. key, .. key]), SecurityAlgorithms.HmacSha512)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        var payload = (await ForgeAsync()).Split('.')[1];
        var header = Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""));
        await ShouldBeRefusedAsync($"{header}.{payload}.");
    }

    [Fact]
    public async Task A_changed_payload_is_refused()
    {
        var parts = (await ForgeAsync()).Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("u-alice", "u-bob", StringComparison.Ordinal);
        await ShouldBeRefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task Rubbish_is_refused(string token) => await ShouldBeRefusedAsync(token);

    [Theory]
    [InlineData("Bearer other//x", "TokenInvalid")]
    [InlineData("Bearer basic/provider/x", "TokenInvalid")]
    [InlineData("Bearer oidc/provider/x", "AuthenticationSchemeInvalid")]
    [InlineData("Basic YTpi", "AuthenticationSchemeInvalid")]
    [InlineData("Digest x", "AuthenticationSchemeInvalid")]
    public async Task Unknown_forms_are_refused(string authorization, string code) => await (await GetMeAsync(authorization)).ShouldBeErrorAsync(403, code);

    [Fact]
    public async Task A_token_expires_also_when_it_was_used_before()
    {
        await using var host = api.StartHost();
        using var client = host.CreateClient("alice");
        await client.GetJsonAsync("me");
        host.Clock.Advance(TimeSpan.FromHours(23.9));
        await client.GetJsonAsync("me");
        host.Clock.Advance(TimeSpan.FromHours(0.2));
        await (await client.GetAsync("me")).ShouldBeErrorAsync(403, "TokenInvalid");
    }

    [Fact]
    public async Task Every_replica_accepts_the_tokens_of_the_others()
    {
        await using var other = api.StartHost();
        var client = api.CreateClient(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", other.TokenOf("alice"));
        await client.GetJsonAsync("me");
    }
}
