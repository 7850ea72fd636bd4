using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Access;

/// <summary>The configured OpenID Connect providers, by id.</summary>
sealed class IdentityProviders : IDisposable
{
    /// <summary>Providers as they are configured.</summary>
    public IdentityProviders(OidcSettings settings, TimeProvider clock) =>
        All = [.. settings.Providers.Select(options => new IdentityProvider(options, TimeSpan.FromSeconds(settings.RefreshSeconds), clock))];

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<IdentityProvider> All { get; }

    /// <summary>The provider of an id, or null.</summary>
    public IdentityProvider? Find(string id) => All.FirstOrDefault(provider => provider.Options.Id == id);

    /// <summary>The provider of an issuer, or null.</summary>
    public IdentityProvider? FindIssuer(string issuer) => All.FirstOrDefault(provider => provider.Options.Issuer == issuer);

    public void Dispose()
    {
        foreach (var provider in All) provider.Dispose();
    }
}
