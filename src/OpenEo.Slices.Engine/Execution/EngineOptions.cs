namespace OpenEo.Slices.Engine.Execution;

/// <summary>How much of the machine a run may use.</summary>
public sealed record EngineOptions
{
    /// <summary>Bytes for blocks of all threads together. What a reader caches comes on top.</summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>
    /// Bytes that blocks, and whatever else a run has to keep, may take at most; what cannot be computed with them is refused before it runs. Null: no bound.
    /// </summary>
    public long? MostMemory { get; init; }

    /// <summary>Bytes of remote files that are fetched before they are needed.</summary>
    public long MostAhead { get; init; } = 96L << 20;

    /// <summary>Windows computed at one time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes for one window when all threads are at work.</summary>
    internal long OfAThread => MemoryBudget / Threads;

    /// <summary>How many windows that need so many bytes may be computed at one time.</summary>
    internal int ThreadsFor(long bytes) => (int)Math.Clamp(MemoryBudget / Math.Max(bytes, 1), 1, Threads);
}
