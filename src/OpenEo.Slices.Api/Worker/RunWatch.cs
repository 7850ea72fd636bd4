using System.Diagnostics;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// What a computation of this process has used since this was made. A process that is shut off cannot make the kernel count its peak anew: where that one is of
/// an earlier run, the most that was seen during this one counts.
/// </summary>
sealed class RunWatch : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    readonly Stopwatch duration = Stopwatch.StartNew();
    readonly TimeSpan cpuBefore;
    readonly Lock gate = new();
    readonly Timer looking;
    readonly long peakBefore;
    long seen;
    (double Seconds, double MbSeconds) memory;

    public RunWatch()
    {
        using var process = Process.GetCurrentProcess();
        cpuBefore = process.TotalProcessorTime;
        ProcessMemory.ResetPeak();
        peakBefore = ProcessMemory.Peak();
        looking = new Timer(_ => See(), null, TimeSpan.Zero, Look);
    }

    /// <summary>Used so far; memory is added up between calls.</summary>
    public RunUsage Usage()
    {
        using var process = Process.GetCurrentProcess();
        lock (gate)
        {
            var now = duration.Elapsed.TotalSeconds;
            memory = (now, memory.MbSeconds + (now - memory.Seconds) * process.WorkingSet64 / 1e6);
            See();
            var peak = ProcessMemory.Peak() is var highest && highest > peakBefore ? highest : Interlocked.Read(ref seen);
            return new RunUsage((process.TotalProcessorTime - cpuBefore).TotalSeconds, now, peak, memory.MbSeconds);
        }
    }

    /// <summary>Looks no more.</summary>
    public void Dispose() => looking.Dispose();

    void See()
    {
        var now = ProcessMemory.Resident(Environment.ProcessId);
        for (var most = Interlocked.Read(ref seen); now > most; most = Interlocked.Read(ref seen))
            if (Interlocked.CompareExchange(ref seen, now, most) == most) break;
    }
}
