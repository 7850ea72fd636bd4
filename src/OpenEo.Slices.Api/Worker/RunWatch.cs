using System.Diagnostics;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Worker;

/// <summary>What a computation of this process has used since this was made.</summary>
sealed class RunWatch
{
    readonly Stopwatch duration = Stopwatch.StartNew();
    readonly TimeSpan cpuBefore;
    readonly Lock gate = new();
    (double Seconds, double MbSeconds) memory;

    public RunWatch()
    {
        using var process = Process.GetCurrentProcess();
        cpuBefore = process.TotalProcessorTime;
        ProcessMemory.ResetPeak();
    }

    /// <summary>Used so far; memory is added up between calls.</summary>
    public RunUsage Usage()
    {
        using var process = Process.GetCurrentProcess();
        lock (gate)
        {
            var now = duration.Elapsed.TotalSeconds;
            memory = (now, memory.MbSeconds + (now - memory.Seconds) * process.WorkingSet64 / 1e6);
            return new RunUsage((process.TotalProcessorTime - cpuBefore).TotalSeconds, now, ProcessMemory.Peak(), memory.MbSeconds);
        }
    }
}
