using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>How much of the machine a run may use.</summary>
sealed record EngineSettings : ISettings
{
    public static string Section => "Engine";

    /// <summary>Bytes for blocks of all its threads; null: the engine's own measure.</summary>
    [Range(1.0, 9e18)]
    public long? MemoryBudget { get; init; }

    /// <summary>Windows that it computes at one time; null: as many as there are processors.</summary>
    [Range(1, 4096)]
    public int? Threads { get; init; }
}
