using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Batch jobs.</summary>
sealed record JobSettings : ISettings
{
    public static string Section => "Jobs";

    /// <summary>Jobs that run at one time in this replica; 0: it only queues them.</summary>
    [Range(0, 1000)]
    public int Parallel { get; init; } = 2;

    /// <summary>Jobs of one user that run at one time, in all replicas.</summary>
    [Range(1, 1_000_000)]
    public int PerUser { get; init; } = 2;

    /// <summary>Workers that a run may lose before its job is given up.</summary>
    [Range(1, 1000)]
    public int MaxTries { get; init; } = 3;

    /// <summary>Seconds of silence after which a worker counts as lost.</summary>
    [Range(0.1, 1e6)]
    public double LeaseSeconds { get; init; } = 15;

    /// <summary>Seconds that running jobs get from the signal to stop on.</summary>
    [Range(0.0, 1e6)]
    public double DrainSeconds { get; init; } = 5;

    /// <summary><see cref="LeaseSeconds"/> as a time.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
