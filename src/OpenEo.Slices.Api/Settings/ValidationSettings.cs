using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Validation.</summary>
sealed record ValidationSettings : ISettings
{
    public static string Section => "Validation";

    /// <summary>Seconds that it may take to look at the data.</summary>
    [Range(0.001, 1e6)]
    public double Seconds { get; init; } = 3;
}
