using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>The configured OpenID Connect providers, by id.</summary>
public sealed class IdentityProviders : IDisposable
{
    // Of RFC 6749 and RFC 8628, with and without PKCE, by the names that the openEO API gives them.
    static readonly string[] GrantTypes =
        ["implicit", "authorization_code+pkce", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:device_code+pkce", "refresh_token"];

    /// <summary>Reads <c>Oidc:Providers</c>. Fails with <see cref="SetupException"/> when it contradicts itself.</summary>
    public IdentityProviders(IConfiguration configuration, TimeProvider clock)
    {
        var all = configuration.GetSection("Oidc:Providers").Get<IdentityProviderOptions[]>() ?? [];
        var refresh = TimeSpan.FromSeconds(Math.Max(1, configuration.GetValue("Oidc:RefreshSeconds", 30.0)));
        foreach (var options in all) Check(options);
        if (all.GroupBy(options => options.Id).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new SetupException($"Oidc:Providers has two providers with the id '{twice.Key}'.");
        All = [.. all.Select(options => new IdentityProvider(options, refresh, clock))];
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<IdentityProvider> All { get; }

    /// <summary>Whether any is configured; known before the service is built.</summary>
    public static bool AreConfigured(IConfiguration configuration) => configuration.GetSection("Oidc:Providers").GetChildren().Any();

    /// <summary>The provider of an id, or null.</summary>
    public IdentityProvider? Find(string id) => All.FirstOrDefault(provider => provider.Options.Id == id);

    /// <summary>The provider of an issuer, or null.</summary>
    public IdentityProvider? FindIssuer(string issuer) => All.FirstOrDefault(provider => provider.Options.Issuer == issuer);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in All) provider.Dispose();
    }

    static void Check(IdentityProviderOptions options)
    {
        var place = $"Oidc:Providers '{options.Id}'";
        if (options.Id.Length is 0 or > 20 || !options.Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) throw new SetupException($"{place}: 'Id' must have 1 to 20 letters, digits and underscores.");
        if (options.Title.Length == 0) throw new SetupException($"{place}: 'Title' is missing.");
        if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("http" or "https")) throw new SetupException($"{place}: 'Issuer' must be an https address.");
        if (issuer.Scheme == "http" && !issuer.IsLoopback && !options.AllowHttp) throw new SetupException($"{place}: 'Issuer' is not encrypted. Use https, or set 'AllowHttp' if you must.");
        if (options.Scopes.Length > 0 && !options.Scopes.Contains("openid")) throw new SetupException($"{place}: 'Scopes' must have 'openid'.");
        if (options.Audiences.Length == 0 && options.DefaultClients.Length == 0) throw new SetupException($"{place}: say in 'Audiences' or 'DefaultClients' which tokens are for this service.");
        foreach (var client in options.DefaultClients)
        {
            if (string.IsNullOrEmpty(client.Id) || client.GrantTypes is not { Length: > 0 }) throw new SetupException($"{place}: each of 'DefaultClients' needs 'Id' and 'GrantTypes'.");
            if (client.GrantTypes.FirstOrDefault(type => !GrantTypes.Contains(type)) is { } unknown) throw new SetupException($"{place}: '{unknown}' is no grant type; there are: {string.Join(", ", GrantTypes)}.");
        }
    }
}
