using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>What a request may be like.</summary>
sealed record LimitSettings : ISettings
{
    public static string Section => "Limits";

    /// <summary>Bytes of the largest request body.</summary>
    [Range(1.0, 9e18)]
    public long BodyBytes { get; init; } = 20L << 20;
}
