using System.Runtime.InteropServices;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// Gives memory back between requests, more of it the longer none comes: first what is garbage, then also files, blocks and bytes that were kept for the next
/// request. Without that an allocator's free memory counts as this process's for good, and a worker that rests weighs as much as its heaviest run.
/// </summary>
sealed partial class Rest(IRasterLibrary rasters)
{
    // To make so much smaller takes about a tenth of a second, which is little beside what filled it.
    const long Much = 512L << 20;

    /// <summary>How long to wait before garbage goes.</summary>
    public TimeSpan UntilGarbage { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before all goes, after that.</summary>
    public TimeSpan UntilAll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before an answer: a process that has grown a lot becomes smaller at once, so that it is judged by what it needs.</summary>
    public static void AfterWork()
    {
        if (ProcessMemory.Resident(Environment.ProcessId) > Much) Trim();
    }

    /// <summary>Waits for the next request; gives whether there is one.</summary>
    public async ValueTask<bool> WaitAsync(Task<bool> next)
    {
        if (await ComesAsync(next, UntilGarbage)) return await next;
        Trim();
        if (await ComesAsync(next, UntilAll)) return await next;
        rasters.Release();
        Trim();
        return await next;
    }

    static async Task<bool> ComesAsync(Task next, TimeSpan within) => await Task.WhenAny(next, Task.Delay(within)) == next;

    /// <summary>Gives what is free back to the system: the garbage of this program, and what the C library keeps.</summary>
    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = malloc_trim(0);
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
