namespace OpenEo.Slices.Api.Settings;

/// <summary>What the operator says of one OpenID Connect provider, in <c>Oidc:Providers</c>.</summary>
sealed class IdentityProviderOptions
{
    // Of RFC 6749 and RFC 8628, with and without PKCE, by the names that the openEO API gives them.
    static readonly string[] GrantTypes =
        ["implicit", "authorization_code+pkce", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:device_code+pkce",
            "refresh_token"];

    /// <summary>Short name in the API: 1 to 20 letters, digits and underscores.</summary>
    public string Id { get; init; } = "";

    /// <summary>
    /// The issuer, below which <c>/.well-known/openid-configuration</c> is. https, unless it is this machine or <see cref="AllowHttp"/> says so.
    /// </summary>
    public string Issuer { get; init; } = "";

    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>More for people.</summary>
    public string? Description { get; init; }

    /// <summary>Scopes that clients ask for; <c>openid</c> when there are none.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>Parameters that clients add to authorization requests.</summary>
    public Dictionary<string, string> AuthorizationParameters { get; init; } = [];

    /// <summary>Client ids that openEO clients may use.</summary>
    public DefaultClient[] DefaultClients { get; init; } = [];

    /// <summary>Audiences that tokens must be for; the default clients' ids when there are none; <c>*</c> for any.</summary>
    public string[] Audiences { get; init; } = [];

    /// <summary>Claims (with dots for inner ones) that tokens must have, and the values of which one must be there.</summary>
    public Dictionary<string, string[]> RequiredClaims { get; init; } = [];

    /// <summary>The claim whose values are the user's roles.</summary>
    public string RolesClaim { get; init; } = "roles";

    /// <summary>Whether the issuer may be reached without encryption.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>A client that is registered at the provider for everybody's use.</summary>
    public sealed record DefaultClient(string Id, string[] GrantTypes, string[]? RedirectUrls = null);

    /// <summary>What is wrong with the provider; each fault names it and the setting.</summary>
    public IEnumerable<string> Check()
    {
        var place = $"Oidc:Providers '{Id}'";
        if (Id.Length is 0 or > 20 || !Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            yield return $"{place}: 'Id' must have 1 to 20 letters, digits and underscores.";
        if (Title.Length == 0) yield return $"{place}: 'Title' is missing.";
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("http" or "https"))
            yield return $"{place}: 'Issuer' must be an https address.";
        else if (issuer.Scheme == "http" && !issuer.IsLoopback && !AllowHttp)
            yield return $"{place}: 'Issuer' is not encrypted. Use https, or set 'AllowHttp' if you must.";
        if (Scopes.Length > 0 && !Scopes.Contains("openid")) yield return $"{place}: 'Scopes' must have 'openid'.";
        if (Audiences.Length == 0 && DefaultClients.Length == 0)
            yield return $"{place}: say in 'Audiences' or 'DefaultClients' which tokens are for this service.";
        foreach (var client in DefaultClients)
        {
            if (string.IsNullOrEmpty(client.Id) || client.GrantTypes is not { Length: > 0 })
                yield return $"{place}: each of 'DefaultClients' needs 'Id' and 'GrantTypes'.";
            else if (client.GrantTypes.FirstOrDefault(type => !GrantTypes.Contains(type)) is { } unknown)
                yield return $"{place}: '{unknown}' is no grant type; there are: {string.Join(", ", GrantTypes)}.";
        }
    }
}
