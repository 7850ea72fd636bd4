using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Synchronous requests: <c>POST /result</c>.</summary>
sealed record SyncSettings : ISettings
{
    public static string Section => "Sync";

    /// <summary>Requests that are computed at one time.</summary>
    [Range(1, 1000)]
    public int Parallel { get; init; } = 2;

    /// <summary>Seconds that one more waits for its turn.</summary>
    [Range(0.0, 1e6)]
    public double WaitSeconds { get; init; } = 20;

    /// <summary>Seconds that a computation may take.</summary>
    [Range(0.001, 1e6)]
    public double Seconds { get; init; } = 300;

    /// <summary>Pixels that it may read.</summary>
    [Range(0.0, 9e18)]
    public long MaxPixels { get; init; } = 200_000_000;

    /// <summary>Bytes that it may write, before compression.</summary>
    [Range(0.0, 9e18)]
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Days that its log is kept.</summary>
    [Range(0.0, 36500.0)]
    public double LogDays { get; init; } = 7;
}
