using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>A service whose users come from a real OpenID Connect provider (tests/oidc) on this machine.</summary>
public sealed partial class OidcFixture : ApiFixture
{
    static readonly string Folder = NodeServer.FolderOf("oidc");

    readonly int port = ServiceProcess.FreePort();
    Process? provider;

    /// <summary>Why the provider does not run; null when it does.</summary>
    public string? Missing { get; private set; }

    /// <summary>The provider's issuer.</summary>
    public string Issuer => $"http://127.0.0.1:{port}";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Oidc:RefreshSeconds"] = "1",
        ["Oidc:Providers:0:Id"] = "test",
        ["Oidc:Providers:0:Issuer"] = Issuer,
        ["Oidc:Providers:0:Title"] = "Test provider",
        ["Oidc:Providers:0:Scopes:0"] = "openid",
        ["Oidc:Providers:0:Scopes:1"] = "jobs",
        ["Oidc:Providers:0:AuthorizationParameters:prompt"] = "consent",
        ["Oidc:Providers:0:Audiences:0"] = "openeo",
        ["Oidc:Providers:0:DefaultClients:0:Id"] = "openeo",
        ["Oidc:Providers:0:DefaultClients:0:GrantTypes:0"] = "urn:ietf:params:oauth:grant-type:device_code",
        ["Oidc:Providers:0:DefaultClients:0:GrantTypes:1"] = "refresh_token",
        ["Oidc:Providers:0:DefaultClients:0:RedirectUrls:0"] = "http://localhost:1410/",
    };

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        try
        {
            await NodeServer.InstallAsync(Folder);
            await StartAsync();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Missing = e.Message;
        }
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        Stop();
        await base.DisposeAsync();
    }

    /// <summary>Starts the provider, with new keys.</summary>
    public async Task StartAsync(int lifetime = 600)
    {
        Stop();
        var start = new ProcessStartInfo("node", ["provider.mjs"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["PORT"], start.Environment["TTL"]) = ($"{port}", $"{lifetime}");
        provider = Process.Start(start)!;
        var errors = provider.StandardError.ReadToEndAsync();
        while (await provider.StandardOutput.ReadLineAsync() is { } line)
            if (line == "ready") return;
        Missing = $"the provider does not start: {await errors}";
    }

    /// <summary>Ends the provider.</summary>
    public void Stop()
    {
        if (provider is null) return;
        provider.Kill();
        provider.WaitForExit();
        provider.Dispose();
        provider = null;
    }

    /// <summary>A token of the client that is a machine.</summary>
    public async Task<string> MachineTokenAsync(string resource = "urn:openeo")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Issuer}/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "jobs"), new("resource", resource)]),
            Headers = { Authorization = new("Basic", Convert.ToBase64String("service:a%20secret"u8)) },
        };
        return (await ReadAsync(await http.SendAsync(request))).GetProperty("access_token").GetString()!;
    }

    /// <summary>Lets a person log in by device code: the client shows a code, the person opens a page, logs in and agrees.</summary>
    public async Task<JsonElement> DeviceLoginAsync(string person, string scope = "openid offline_access profile email jobs")
    {
        using var http = new HttpClient();
        var device = await PostAsync(http, "device/auth", ("client_id", "openeo"), ("scope", scope), ("prompt", "consent"));
        await AgreeAsync(device.GetProperty("verification_uri_complete").GetString()!, device.GetProperty("user_code").GetString()!, person);
        return await PostAsync(http, "token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "openeo"),
            ("device_code", device.GetProperty("device_code").GetString()!));
    }

    /// <summary>A new token for an old login.</summary>
    public async Task<JsonElement> RefreshAsync(string token)
    {
        using var http = new HttpClient();
        return await PostAsync(http, "token", ("grant_type", "refresh_token"), ("client_id", "openeo"), ("refresh_token", token));
    }

    async Task<JsonElement> PostAsync(HttpClient http, string path, params (string Key, string Value)[] fields) =>
        await ReadAsync(
            await http.PostAsync($"{Issuer}/{path}", new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Key, field.Value)))));

    static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    // What a browser does with the provider's pages: fill in each form and send it.
    static async Task AgreeAsync(string page, string code, string person)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = true });
        var response = await browser.GetAsync(page);
        for (var step = 0; step < 6; step++)
        {
            var html = await response.Content.ReadAsStringAsync();
            if (!html.Contains("<form", StringComparison.Ordinal)) return;
            var fields = Input().Matches(html).ToDictionary(input => input.Groups[1].Value, input => input.Groups[2].Value);
            if (html.Contains("name=\"login\"", StringComparison.Ordinal)) (fields["login"], fields["password"], fields["prompt"]) = (person, "x", "login");
            if (fields.ContainsKey("xsrf")) (fields["user_code"], fields["confirm"]) = (code, "yes");
            var action = Action().Match(html) is { Success: true } match ? match.Groups[1].Value : "";
            response = await browser.PostAsync(new Uri(response.RequestMessage!.RequestUri!, action), new FormUrlEncodedContent(fields));
        }
    }

    [GeneratedRegex("<input[^>]*name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Input();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
