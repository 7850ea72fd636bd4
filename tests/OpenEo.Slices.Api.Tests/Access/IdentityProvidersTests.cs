using System.Text.Json;
using Microsoft.Extensions.Configuration;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>Tokens of a real provider, good and bad.</summary>
public sealed class IdentityProvidersTests(OidcFixture api) : IClassFixture<OidcFixture>
{
    static async Task<HttpResponseMessage> GetMeAsync(ApiHost host, string bearer)
    {
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        return await client.GetAsync("me");
    }

    Task<HttpResponseMessage> GetMeAsync(string bearer) => GetMeAsync(api.Host, bearer);

    static string Access(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    [SkippableFact]
    public async Task A_person_logs_in_by_device_code_and_refreshes_the_login()
    {
        Skip.If(api.Missing is not null, api.Missing);
        var tokens = await api.DeviceLoginAsync("ada");
        var me = await (await GetMeAsync($"oidc/test/{Access(tokens)}")).ShouldBeAsync(200);
        Assert.Equal("Name of ada", me.GetProperty("name").GetString());
        Assert.Equal(["scientist", "admin"], me.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(Bearers.IdOf(api.Issuer, "ada"), me.GetProperty("user_id").GetString());
        // Both forms are the same user, and so is the next token.
        Assert.Equal(me.GetRawText(), (await (await GetMeAsync(Access(tokens))).ShouldBeAsync(200)).GetRawText());
        var next = Access(await api.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!));
        Assert.NotEqual(Access(tokens), next);
        Assert.Equal(me.GetProperty("user_id").GetString(),
            (await (await GetMeAsync($"oidc/test/{next}")).ShouldBeAsync(200)).GetProperty("user_id").GetString());
    }

    [SkippableFact]
    public async Task A_machine_logs_in_by_client_credentials()
    {
        Skip.If(api.Missing is not null, api.Missing);
        var token = await api.MachineTokenAsync();
        // Another test may just have changed the keys, and they are not asked for twice in a second.
        await JobClient.UntilAsync(async () => (await GetMeAsync($"oidc/test/{token}")).IsSuccessStatusCode, "the keys of the provider");
        var me = await (await GetMeAsync($"oidc/test/{token}")).ShouldBeAsync(200);
        Assert.Equal("service", me.GetProperty("name").GetString());
    }

    [SkippableFact]
    public async Task Of_an_opaque_token_the_provider_is_asked_once()
    {
        Skip.If(api.Missing is not null, api.Missing);
        var token = Access(await api.DeviceLoginAsync("eve", "openid profile email"));
        Assert.DoesNotContain('.', token);
        var me = await (await GetMeAsync($"oidc/test/{token}")).ShouldBeAsync(200);
        Assert.Equal("eve@example.org", me.GetProperty("email").GetString());
        await (await GetMeAsync($"oidc/test/{token}x")).ShouldBeErrorAsync(403, "TokenInvalid");
        api.Stop();
        try
        {
            await (await GetMeAsync($"oidc/test/{token}")).ShouldBeAsync(200);
        }
        finally
        {
            await api.StartAsync();
        }
    }

    [SkippableFact]
    public async Task Tokens_for_somebody_else_of_somebody_else_or_expired_are_refused()
    {
        Skip.If(api.Missing is not null, api.Missing);
        await (await GetMeAsync($"oidc/test/{await api.MachineTokenAsync("urn:other")}")).ShouldBeErrorAsync(403, "TokenInvalid");
        var token = await api.MachineTokenAsync();
        await using (var stranger = api.StartHost(
            api.With(("Oidc:Providers:0:Issuer", api.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))))
        {
            await (await GetMeAsync(stranger, $"oidc/test/{token}")).ShouldBeErrorAsync(403, "TokenInvalid");
            await (await GetMeAsync(stranger, token)).ShouldBeErrorAsync(403, "TokenInvalid");   // its issuer is nobody here
        }
        await using var later = api.StartHost();
        await (await GetMeAsync(later, $"oidc/test/{token}")).ShouldBeAsync(200);
        later.Clock.Advance(TimeSpan.FromMinutes(11));
        await (await GetMeAsync(later, $"oidc/test/{token}")).ShouldBeErrorAsync(403, "TokenInvalid");
        var parts = token.Split('.');
        await (await GetMeAsync($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}")).ShouldBeErrorAsync(403, "TokenInvalid");
    }

    [SkippableFact]
    public async Task New_keys_are_fetched_when_a_token_needs_them_and_old_ones_do_without_the_provider()
    {
        Skip.If(api.Missing is not null, api.Missing);
        await using var host = api.StartHost();
        await (await GetMeAsync(host, $"oidc/test/{await api.MachineTokenAsync()}")).ShouldBeAsync(200);
        await api.StartAsync();   // with new keys
        var rotated = new List<string>();
        for (var i = 0; i < 6; i++) rotated.Add(await api.MachineTokenAsync());
        await Task.Delay(1500);   // not asked more often than that
        foreach (var answer in await Task.WhenAll(rotated.Select(token => GetMeAsync(host, $"oidc/test/{token}")))) await answer.ShouldBeAsync(200);
        var unseen = await api.MachineTokenAsync();
        api.Stop();
        try
        {
            await (await GetMeAsync(host, $"oidc/test/{unseen}")).ShouldBeAsync(200);
            await using var fresh = api.StartHost();
            var response = await GetMeAsync(fresh, $"oidc/test/{unseen}");
            await response.ShouldBeErrorAsync(503, "InfrastructureBusy");
            Assert.NotNull(response.Headers.RetryAfter);
        }
        finally
        {
            await api.StartAsync();
        }
    }

    [SkippableFact]
    public async Task Required_claims_keep_others_out()
    {
        Skip.If(api.Missing is not null, api.Missing);
        await using var host = api.StartHost(api.With(("Oidc:Providers:0:RequiredClaims:roles:0", "scientist")));
        await (await GetMeAsync(host, $"oidc/test/{Access(await api.DeviceLoginAsync("ada"))}")).ShouldBeAsync(200);
        Assert.Contains("'scientist'",
            await (await GetMeAsync(host, $"oidc/test/{Access(await api.DeviceLoginAsync("bob"))}")).ShouldBeErrorAsync(403, "PermissionsInsufficient"));
    }

    [SkippableFact]
    public async Task A_user_who_is_disabled_is_out_within_a_minute()
    {
        Skip.If(api.Missing is not null, api.Missing);
        await using var host = api.StartHost();
        var token = $"oidc/test/{await api.MachineTokenAsync()}";
        var id = (await (await GetMeAsync(host, token)).ShouldBeAsync(200)).GetProperty("user_id").GetString()!;
        await host.Db.ExecuteAsync("UPDATE users SET disabled = true WHERE id = @id", new { id }, default);
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await (await GetMeAsync(host, token)).ShouldBeErrorAsync(403, "TokenInvalid");
        await host.Db.ExecuteAsync("UPDATE users SET disabled = false WHERE id = @id", new { id }, default);
        await (await GetMeAsync(host, token)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_unknown_provider_is_told_with_the_known_ones()
    {
        Assert.Contains("test", await (await GetMeAsync("oidc/other/x")).ShouldBeErrorAsync(403, "AuthenticationSchemeInvalid"));
    }

    [Fact]
    public async Task Passwords_can_be_turned_off()
    {
        await using var host = api.StartHost(api.With(("Basic:Enabled", "false")));
        using var client = host.CreateClient(null);
        await (await client.GetAsync("credentials/basic")).ShouldBeErrorAsync(404, "NotFound");
        var paths = (await client.GetJsonAsync("")).GetProperty("endpoints").EnumerateArray()
            .Select(endpoint => endpoint.GetProperty("path").GetString()).ToList();
        Assert.DoesNotContain("/credentials/basic", paths);
        Assert.Contains("/credentials/oidc", paths);
    }

    [Theory]
    [InlineData("Oidc:Providers:0:Id", "not-an-id", "Id")]
    [InlineData("Oidc:Providers:0:Issuer", "http://example.org", "https")]
    [InlineData("Oidc:Providers:0:Issuer", "somewhere", "Issuer")]
    [InlineData("Oidc:Providers:0:Title", "", "Title")]
    [InlineData("Oidc:Providers:0:Scopes:0", "jobs", "openid")]
    [InlineData("Oidc:Providers:0:DefaultClients:0:GrantTypes:0", "password", "grant type")]
    public void A_configuration_that_cannot_work_is_told_at_the_start(string key, string value, string reason)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(api.With((key, value))).Build();
        Assert.Contains(reason, Assert.Throws<SetupException>(() => SettingsReader.Read<OidcSettings>(configuration)).Message);
    }
}
