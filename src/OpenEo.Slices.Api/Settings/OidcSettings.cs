using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>OpenID Connect.</summary>
sealed record OidcSettings : ISettings
{
    public static string Section => "Oidc";

    /// <summary>Providers whose tokens count.</summary>
    public IdentityProviderOptions[] Providers { get; init; } = [];

    /// <summary>Least seconds between two questions for a provider's keys.</summary>
    [Range(1.0, 1e6)]
    public double RefreshSeconds { get; init; } = 30;

    public IEnumerable<string> Check() =>
    [
        .. Providers.SelectMany(provider => provider.Check()),
        .. Providers.GroupBy(provider => provider.Id).Where(group => group.Count() > 1)
        .Select(group => $"Oidc:Providers has two providers with the id '{group.Key}'."),
    ];
}
