using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>How many requests this replica takes.</summary>
sealed record RateLimitSettings : ISettings
{
    public static string Section => "RateLimits";

    /// <summary>False: as many as come.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests a minute of one user; 0 is no limit.</summary>
    [Range(0, int.MaxValue)]
    public int User { get; init; } = 6000;

    /// <summary>Requests a minute of one address without a good login; 0 is no limit.</summary>
    [Range(0, int.MaxValue)]
    public int Address { get; init; } = 6000;
}
