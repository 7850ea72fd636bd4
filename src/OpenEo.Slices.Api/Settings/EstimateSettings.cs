using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Estimates.</summary>
sealed record EstimateSettings : ISettings
{
    public static string Section => "Estimates";

    /// <summary>Seconds that one may take.</summary>
    [Range(0.001, 1e6)]
    public double Seconds { get; init; } = 20;
}
