using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>The tokens that the service makes.</summary>
sealed record TokenSettings : ISettings
{
    public static string Section => "Tokens";

    /// <summary>Hours that a login lasts.</summary>
    [Range(0.0001, 876000.0)]
    public double Hours { get; init; } = 24;

    /// <summary><c>iss</c> of the tokens; null: the public address of the login, or <c>openeo-slices</c>. Another one logs everybody out.</summary>
    public string? Issuer { get; init; }
}
