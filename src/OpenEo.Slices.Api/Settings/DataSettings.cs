namespace OpenEo.Slices.Api.Settings;

/// <summary>Where the service keeps what it must not lose.</summary>
sealed record DataSettings : ISettings
{
    public static string Section => "";

    /// <summary>The PostgreSQL database; null: a private one in <see cref="DataFolder"/>.</summary>
    [ConfigurationKeyName("ConnectionStrings:OpenEo")]
    public string? Database { get; init; }

    /// <summary>Everything that the service keeps on disk; a relative path counts from the current folder.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Whether the service brings its own database.</summary>
    public bool IsEmbedded => Database is null;

    /// <summary>A full path below the data folder.</summary>
    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Path.GetFullPath(DataFolder), .. parts]);
}
