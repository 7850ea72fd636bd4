using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Access;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class AuthenticationTests(BackEnd api)
{
    static readonly string[] Public =
        ["/", "/collections", "/collections/{collection_id}", "/collections/{collection_id}/items", "/collections/{collection_id}/items/{feature_id}",
            "/collections/{collection_id}/queryables",
         "/conformance", "/credentials/oidc", "/file_formats", "/processes", "/processing_parameters", "/validation",
         "/workspace_providers"];

    HttpClient WithToken(string token)
    {
        var client = api.CreateClient(null);
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        return client;
    }

    async Task<string> LogInAsync(string name, string password)
    {
        using var client = api.CreateClient(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        return (await client.GetJsonAsync("credentials/basic")).Text("access_token");
    }

    // All that the capabilities list, but for what is open to everybody.
    async Task<List<(string Method, string Path)>> ProtectedAsync()
    {
        using var client = api.CreateClient(null);
        var all = (await client.GetJsonAsync("")).List("endpoints").Where(endpoint => !Public.Contains(endpoint.Text("path")))
            .SelectMany(
                endpoint => endpoint.List("methods")
                .Select(
                    method => (method.GetString()!,
                        endpoint.Text("path").Trim('/').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)))).ToList();
        Assert.True(all.Count > 20, $"{all.Count} operations");
        return all;
    }

    [Fact]
    public async Task L1_100_tokens_say_method_provider_and_token()
    {
        await api.Host.Services.GetRequiredService<Users>().AddAsync("token-form", "correct horse", default);
        var token = await LogInAsync("token-form", "correct horse");
        foreach (var good in (string[])[$"basic//{token}", token])
        {
            using var client = WithToken(good);
            Assert.Equal("token-form", (await client.GetJsonAsync("me")).Text("name"));
        }
        foreach (var bad in (string[])[$"basic/{token}", $"basic/lab/{token}", $"oidc/unknown/{token}", $"oidc//{token}", $"other//{token}",
            $"basic//{token}x", "basic//"])
        {
            using var client = WithToken(bad);
            Assert.Contains((await (await client.GetAsync("me")).ShouldBeAsync(403)).Text("code"), (string[])["TokenInvalid", "AuthenticationSchemeInvalid"]);
        }
    }

    [Fact]
    public async Task L1_101_without_a_login_the_answer_is_401()
    {
        using var client = api.CreateClient(null);
        foreach (var (method, path) in await ProtectedAsync())
        {
            using var response = await client.SendAsync(method, path);
            await response.ShouldBeErrorAsync(401, "AuthenticationRequired");
        }
    }

    [Fact]
    public async Task L1_102_with_a_wrong_login_or_without_permission_the_answer_is_403()
    {
        using var stranger = WithToken("basic//wrong");
        foreach (var (method, path) in (await ProtectedAsync()).Where(operation => operation.Path != "credentials/basic"))
        {
            using var response = await stranger.SendAsync(method, path);
            await response.ShouldBeErrorAsync(403, "TokenInvalid");
        }
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("nobody:nothing"u8));
        await (await stranger.GetAsync("credentials/basic")).ShouldBeErrorAsync(403, "CredentialsInvalid");
        // A link whose signature is for something else.
        using var alice = api.CreateClient();
        var link = (await alice.GetJsonAsync($"jobs/{await api.FinishedAsync()}/results")).Links("canonical").Single();
        using var nobody = api.CreateClient(null);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await nobody.GetAsync(link.Replace("/results?", "/results?partial=true&", StringComparison.Ordinal))).StatusCode);
    }

    [Fact]
    public async Task L1_110_there_is_a_way_to_log_in()
    {
        using var client = api.CreateClient(null);
        Assert.Contains((await client.GetJsonAsync("")).Texts("endpoints", "path"), path => path is "/credentials/basic" or "/credentials/oidc");
        await api.Host.Services.GetRequiredService<Users>().AddAsync("way-in", "correct horse", default);
        Assert.NotEmpty(await LogInAsync("way-in", "correct horse"));
    }

    [Fact]
    public async Task L3_111_in_production_passwords_can_be_left_to_the_identity_provider()
    {
        await using var host = api.Start(("Service:Production", "true"), ("Basic:Enabled", "false"));
        using var client = host.CreateClient(null);
        var paths = (await client.GetJsonAsync("")).Texts("endpoints", "path");
        Assert.DoesNotContain("/credentials/basic", paths);
        Assert.Contains("/credentials/oidc", paths);
        await (await client.GetAsync("credentials/basic")).ShouldBeErrorAsync(404, "NotFound");
    }

    [Fact]
    public async Task L2_112_identity_providers_are_told_without_a_login()
    {
        using var client = api.CreateClient(null);
        var provider = Assert.Single((await client.GetJsonAsync("credentials/oidc")).List("providers"));
        Assert.Equal(("lab", "https://id.example.org", "Laboratory"), (provider.Text("id"), provider.Text("issuer"), provider.Text("title")));
        Assert.Equal(["openid", "email"], provider.List("scopes").Select(scope => scope.GetString()));
        var own = Assert.Single(provider.List("default_clients"));
        Assert.Equal(("openeo", "urn:ietf:params:oauth:grant-type:device_code+pkce"), (own.Text("id"), own.List("grant_types")[0].GetString()));
    }
}
