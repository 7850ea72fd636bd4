namespace OpenEo.Slices.Api.Settings;

/// <summary>What users may have read beside the collections.</summary>
sealed record SourceSettings : ISettings
{
    public static string Section => "Sources";

    /// <summary>Hosts: <c>host</c>, <c>host:port</c>, <c>*.domain</c>; <c>*</c> is any with public addresses.</summary>
    public string[] Hosts { get; init; } = ["*"];

    /// <summary>Local folders.</summary>
    public string[] Folders { get; init; } = [];
}
