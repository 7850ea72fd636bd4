namespace OpenEo.Slices.Api.Settings;

/// <summary>What there is to try the service with.</summary>
sealed record DemoSettings : ISettings
{
    public static string Section => "";

    /// <summary>Whether the demo collection is written to the data folder and offered; null: with the private database only.</summary>
    [ConfigurationKeyName("Demo:Collection")]
    public bool? Collection { get; init; }

    /// <summary>False: the demo user does not exist in any case.</summary>
    public bool DemoUser { get; init; } = true;
}
