using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// Divides the memory that a request may take: what this process holds anyway, what is kept of files, and what is computed with. The service ends a worker
/// that takes more than it may, so all three are counted in advance.
/// </summary>
sealed class MemoryShare(IRasterLibrary rasters, EngineOptions usual)
{
    // With so much nothing has to be saved: the program, what is kept of files (three quarters of 1 GiB at most) and blocks.
    const long Plenty = 2L << 30;

    // The program at rest; what nobody counts, such as garbage, and GDAL's own while it makes a file; what is worth to begin with; what feeds several threads.
    const long Own = 192L << 20, Slack = 48L << 20, Least = 8L << 20, Several = 64L << 20;

    (long Memory, EngineOptions Options)? last;

    /// <summary>What the engine may use for a request that may take so many bytes in all; null: as much as it wants.</summary>
    /// <exception cref="ProcessGraphException">It cannot compute anything with so little.</exception>
    public EngineOptions For(long? memory)
    {
        if (memory is null or >= Plenty)
        {
            rasters.Limit(long.MaxValue);
            last = null;
            return memory is { } much ? usual with { MostMemory = much - Own - (768L << 20) } : usual;
        }
        if (last is { } same && same.Memory == memory) return same.Options;
        // What others have left behind would count as ours.
        rasters.Release();
        Rest.Trim();
        var held = ProcessMemory.Resident(Environment.ProcessId);
        var free = memory.Value - held - Slack;
        if (free < Least)
            throw new ProcessGraphException(new Fault(FaultCodes.ProcessGraphComplexity,
                $"A worker needs {MiB(held + Slack + Least)} MiB of memory before it computes anything; this one may have {MiB(memory.Value)} MiB. Allow it "
                + "more with the option 'memory'."));
        rasters.Limit(free / 4);
        var options = usual with
        {
            Threads = free < Several ? 1 : usual.Threads,
            MemoryBudget = Math.Min(usual.MemoryBudget, free / 4),
            MostMemory = free / 2,
            MostAhead = Math.Min(usual.MostAhead, free / 8),
        };
        last = (memory.Value, options);
        return options;
    }

    static long MiB(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
