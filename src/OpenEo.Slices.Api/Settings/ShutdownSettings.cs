using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>How the service stops.</summary>
sealed record ShutdownSettings : ISettings
{
    public static string Section => "Shutdown";

    /// <summary>Seconds between "not ready" and "no new connections".</summary>
    [Range(0.0, 1e6)]
    public double DelaySeconds { get; init; }

    /// <summary>Seconds that requests at work have after that.</summary>
    [Range(0.0, 1e6)]
    public double Seconds { get; init; } = 30;
}
