using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Tidying up.</summary>
sealed record HousekeepingSettings : ISettings
{
    public static string Section => "Housekeeping";

    /// <summary>Minutes between two looks for what is not needed any more.</summary>
    [Range(0.0001, 16000.0)]
    public double Minutes { get; init; } = 60;
}
