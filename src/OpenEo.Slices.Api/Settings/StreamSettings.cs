using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Streams of events.</summary>
sealed record StreamSettings : ISettings
{
    public static string Section => "Streams";

    /// <summary>Streams at one time in this replica.</summary>
    [Range(0, int.MaxValue)]
    public int Most { get; init; } = 200;

    /// <summary>Of these, streams of one user.</summary>
    [Range(0, int.MaxValue)]
    public int User { get; init; } = 20;
}
