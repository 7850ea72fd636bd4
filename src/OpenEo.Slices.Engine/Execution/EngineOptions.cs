namespace OpenEo.Slices.Engine.Execution;

/// <summary>How much of the machine a run may use.</summary>
public sealed record EngineOptions
{
    /// <summary>Bytes for blocks of all threads together. What a reader caches comes on top.</summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>Bytes of remote files that are fetched before they are needed.</summary>
    public long MostAhead { get; init; } = 96L << 20;

    /// <summary>Windows computed at one time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
