using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Validation.</summary>
sealed record ValidationSettings : ISettings
{
    public static string Section => "Validation";

    /// <summary>Seconds that it may take to look at the data.</summary>
    [Range(0.001, 1e6)]
    public double Seconds { get; init; } = 3;

    /// <summary>Nodes of the largest process that is validated for somebody who is not logged in.</summary>
    [Range(1, int.MaxValue)]
    public int StrangersNodes { get; init; } = 1000;

    /// <summary>Bytes of the largest process that is validated for somebody who is not logged in.</summary>
    [Range(1.0, 9e18)]
    public long StrangersBytes { get; init; } = 1 << 20;
}
