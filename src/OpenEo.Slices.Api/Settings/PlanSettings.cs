using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Graphs that are planned and not computed.</summary>
sealed record PlanSettings : ISettings
{
    public static string Section => "Plans";

    /// <summary>Plans at one time.</summary>
    [Range(1, 1000)]
    public int Parallel { get; init; } = 2;
}
