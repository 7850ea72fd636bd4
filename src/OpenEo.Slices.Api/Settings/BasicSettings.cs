namespace OpenEo.Slices.Api.Settings;

/// <summary>Logging in with a password.</summary>
sealed record BasicSettings : ISettings
{
    public static string Section => "Basic";

    /// <summary>False: there are no passwords.</summary>
    public bool Enabled { get; init; } = true;
}
