using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Worker processes.</summary>
sealed record WorkerSettings : ISettings
{
    public static string Section => "Workers";

    /// <summary>Processes that wait for work.</summary>
    [Range(0, 1000)]
    public int Warm { get; init; } = 2;

    /// <summary>Seconds that processes rest that a rush has added before they end.</summary>
    [Range(0.1, 1e6)]
    public double RestSeconds { get; init; } = 10;

    /// <summary>Requests after which a process is replaced.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRuns { get; init; } = 100;

    /// <summary>Whether processes are shut off from all that is none of their business.</summary>
    public CageMode Cage { get; init; } = CageMode.Auto;

    /// <summary>Bytes that a resting process may keep; with more it is replaced.</summary>
    [Range(0.0, 9e18)]
    public long IdleMemory { get; init; } = 1L << 30;

    /// <summary>Bytes that a process may use, or it is killed; null: four fifths of what the machine or the container has.</summary>
    [Range(1.0, 9e18)]
    public long? MemoryLimit { get; init; }
}
