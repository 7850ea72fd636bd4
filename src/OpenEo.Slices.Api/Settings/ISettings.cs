namespace OpenEo.Slices.Api.Settings;

/// <summary>A section of the configuration as a record: each property is a setting with its default, an attribute says what it may be.</summary>
interface ISettings
{
    /// <summary>The name before the colon; empty for settings that stand alone.</summary>
    static abstract string Section { get; }

    /// <summary>What is wrong with the settings beyond single values; each names the setting.</summary>
    IEnumerable<string> Check() => [];
}
