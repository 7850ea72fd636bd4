using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Files of users.</summary>
sealed record FileSettings : ISettings
{
    public static string Section => "Files";

    /// <summary>Where they are; null: <c>files</c> in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Bytes that a user may store, files and results together.</summary>
    [Range(0.0, 9e18)]
    public long Quota { get; init; } = 10L << 30;
}
