using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Checks the tokens of one provider: JWTs by the provider's keys, which are remembered and asked for again when a token has an unknown one (at most every
/// <c>Oidc:RefreshSeconds</c>, default 30); others by asking the provider who their user is. Nobody but the configured issuer is ever asked.
/// </summary>
sealed class IdentityProvider : IDisposable
{
    // Providers announce new keys before they use them, and take old ones away after a while.
    static readonly TimeSpan Renewal = TimeSpan.FromHours(6);

    static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    // What signs with a secret would make every key that we publish or fetch a password.
    static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) {
        Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
    readonly SemaphoreSlim asking = new(1);
    readonly TimeSpan refresh;
    readonly TimeProvider clock;
    volatile Metadata metadata = new(null, DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    // What the provider has said, when, and when it was last asked, with or without success.
    sealed record Metadata(OpenIdConnectConfiguration? Configuration, DateTimeOffset Read, DateTimeOffset Asked);

    /// <summary>Asks nobody yet.</summary>
    public IdentityProvider(IdentityProviderOptions options, TimeSpan refresh, TimeProvider clock) =>
        (Options, this.refresh, this.clock) = (options, refresh, clock);

    /// <summary>What the operator says of it.</summary>
    public IdentityProviderOptions Options { get; }

    /// <summary>A user as the provider knows him. Good until the token expires, or for a minute when nobody knows when that is.</summary>
    public sealed record Identity(string Subject, string Name, string? Email, string[] Roles, DateTime Until);

    /// <summary>The user of a token.</summary>
    /// <exception cref="OpenEoException">
    /// <c>TokenInvalid</c> (expired, forged, for somebody else), <c>PermissionsInsufficient</c> (a required claim is missing), <c>InfrastructureBusy</c> (the
    /// provider does not answer, and has not before).
    /// </exception>
    public async Task<Identity> ValidateAsync(string token, CancellationToken ct)
    {
        var configuration = await ConfigurationAsync(Renewal, ct);
        return Handler.CanReadToken(token) && token.Count(c => c == '.') == 2 ? await ValidateJwtAsync(token, configuration, ct)
            : await AskAsync(token, configuration, ct);
    }

    public void Dispose()
    {
        http.Dispose();
        asking.Dispose();
    }

    // Metadata and keys not older than that; older ones when the provider does not answer.
    async Task<OpenIdConnectConfiguration> ConfigurationAsync(TimeSpan age, CancellationToken ct)
    {
        if (IsGood(metadata, age)) return metadata.Configuration!;
        var begun = clock.GetUtcNow();
        // While somebody asks, keys that are only old will do. Whoever has met an unknown one must wait for the answer.
        if (metadata.Configuration is { } old && age == Renewal)
        {
            if (!asking.Wait(0, CancellationToken.None)) return old;
        }
        else await asking.WaitAsync(ct);
        try
        {
            // Whoever waited while the provider did not answer need not find it out once more, one after the other.
            if (metadata.Configuration is null && begun <= metadata.Asked) throw Silent(null);
            if (IsGood(metadata, age)) return metadata.Configuration!;
            var documents = new HttpDocumentRetriever(http) { RequireHttps = Options.Issuer.StartsWith("https:", StringComparison.Ordinal) };
            var read = await OpenIdConnectConfigurationRetriever.GetAsync($"{Options.Issuer.TrimEnd('/')}/.well-known/openid-configuration", documents, ct);
            metadata = new Metadata(read, clock.GetUtcNow(), clock.GetUtcNow());
            return read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException or ArgumentException or JsonException
            || e is OperationCanceledException && !ct.IsCancellationRequested)
        {
            metadata = metadata with { Asked = clock.GetUtcNow() };
            return metadata.Configuration ?? throw Silent(e);
        }
        finally
        {
            asking.Release();
        }
    }

    // Not asked again too soon after it has not answered, either.
    bool IsGood(Metadata known, TimeSpan age) =>
        known.Configuration is not null && (clock.GetUtcNow() - known.Read < age || clock.GetUtcNow() - known.Asked < refresh);

    async Task<Identity> ValidateJwtAsync(string token, OpenIdConnectConfiguration configuration, CancellationToken ct)
    {
        var result = await Handler.ValidateTokenAsync(token, Parameters(configuration));
        // A key that is not known may be a new one.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await Handler.ValidateTokenAsync(token, Parameters(await ConfigurationAsync(refresh, ct)));
        if (!result.IsValid) throw new OpenEoException(ErrorCodes.TokenInvalid);
        var jwt = (JsonWebToken)result.SecurityToken;
        return ToIdentity(JsonElement.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload)), jwt.ValidTo);
    }

    TokenValidationParameters Parameters(OpenIdConnectConfiguration configuration) => new()
    {
        IssuerSigningKeys = configuration.SigningKeys,
        ValidIssuer = Options.Issuer,
        ValidateAudience = !Options.Audiences.Contains("*"),
        ValidAudiences = Options.Audiences.Length > 0 ? Options.Audiences : Options.DefaultClients.Select(client => client.Id),
        ValidAlgorithms = Algorithms,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => clock.GetUtcNow().UtcDateTime is var now && until > now && (from is null || from <= now.AddMinutes(1)),
    };

    async Task<Identity> AskAsync(string token, OpenIdConnectConfiguration configuration, CancellationToken ct)
    {
        if (configuration.UserInfoEndpoint is not { Length: > 0 } endpoint || token.Any(c => c is <= ' ' or > '~'))
            throw new OpenEoException(ErrorCodes.TokenInvalid);
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
                throw new OpenEoException(ErrorCodes.TokenInvalid);
            response.EnsureSuccessStatusCode();
            return ToIdentity(JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct)), clock.GetUtcNow().UtcDateTime.AddMinutes(1));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || e is OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Silent(e);
        }
    }

    OpenEoException Silent(Exception? cause) =>
        new(ErrorCodes.InfrastructureBusy, $"The identity provider '{Options.Id}' does not answer. Try again later.", cause) { RetryAfter = 30 };

    Identity ToIdentity(JsonElement claims, DateTime until)
    {
        if (Text(claims, "sub") is not { Length: > 0 } subject) throw new OpenEoException(ErrorCodes.TokenInvalid);
        foreach (var (claim, allowed) in Options.RequiredClaims)
            if (!Values(claims, claim).Any(allowed.Contains))
                throw new OpenEoException(FaultCodes.PermissionsInsufficient,
                    $"Your account at '{Options.Title}' may not use this service: the claim '{claim}' must be {string.Join(" or ", allowed.Select(value =>
                    $"'{value}'"))}. Ask the operator.");
        var name = Text(claims, "name") ?? Text(claims, "preferred_username") ?? Text(claims, "email") ?? subject;
        return new Identity(subject, name, Text(claims, "email"), [.. Values(claims, Options.RolesClaim)], until);
    }

    static string? Text(JsonElement claims, string name) =>
        claims.ValueKind is JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && Json.IsText(value)
        && Json.IsKey(value.GetString()!) ? value.GetString() : null;

    // A claim may hold one value or several; a dot leads into an object, unless the whole name is one.
    static IEnumerable<string> Values(JsonElement claims, string path)
    {
        if (claims.ValueKind is not JsonValueKind.Object) return [];
        if (claims.TryGetProperty(path, out var value))
            return (value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
                .Select(item => item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText());
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(path[..dot], out var inner) ? Values(inner, path[(dot + 1)..]) : [];
    }
}
