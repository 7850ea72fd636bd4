using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Repeated requests.</summary>
sealed record IdempotencySettings : ISettings
{
    public static string Section => "Idempotency";

    /// <summary>Hours that a repeated <c>Idempotency-Key</c> gives the same job.</summary>
    [Range(0.0, 876000.0)]
    public double Hours { get; init; } = 24;
}
