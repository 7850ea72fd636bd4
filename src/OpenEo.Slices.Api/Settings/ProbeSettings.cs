using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Collections that do not describe themselves.</summary>
sealed record ProbeSettings : ISettings
{
    public static string Section => "Probes";

    /// <summary>Seconds that a client waits until the data have been asked.</summary>
    [Range(0.0, 1e6)]
    public double Seconds { get; init; } = 3;
}
