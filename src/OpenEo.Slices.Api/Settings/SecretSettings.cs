namespace OpenEo.Slices.Api.Settings;

/// <summary>Keys of tokens and links.</summary>
sealed record SecretSettings : ISettings
{
    public static string Section => "Secrets";

    /// <summary>The file with the key that seals the others in the database; null: <c>keys/sealing.key</c> in the data folder.</summary>
    public string? KeyFile { get; init; }
}
