using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Results of jobs.</summary>
sealed record ResultSettings : ISettings
{
    public static string Section => "Results";

    /// <summary>Where their files are; null: <c>results</c> in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Days that results are kept after their job has ended; 0 is for ever.</summary>
    [Range(0.0, 36500.0)]
    public double Days { get; init; }

    /// <summary>Hours that signed links hold.</summary>
    [Range(0.0001, 876000.0)]
    public double LinkHours { get; init; } = 24;
}
