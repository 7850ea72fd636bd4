using System.Collections.Concurrent;
using System.Diagnostics;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Worker;

/// <summary>Progress, log entries and resource usage of the run that this process does.</summary>
sealed class RunWatch : IRunObserver, IDisposable
{
    readonly TimeProvider clock;
    readonly Stopwatch duration = Stopwatch.StartNew();
    readonly TimeSpan cpuBefore;
    readonly ConcurrentQueue<LogEntry> entries = new();
    readonly ConcurrentQueue<OutputFile> files = new();
    readonly Lock gate = new();
    readonly SemaphoreSlim handing = new(1);
    (int Done, int? Planned) windows;
    (double Seconds, double MbSeconds) memory;

    public RunWatch(TimeProvider clock)
    {
        this.clock = clock;
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        cpuBefore = process.TotalProcessorTime;
        ProcessMemory.ResetPeak();
    }

    public (int Done, int? Planned) Windows
    {
        get
        {
            lock (gate) return windows;
        }
    }

    // Threads finish their windows in any order; progress never goes back.
    public void Progress(int done, int planned)
    {
        lock (gate) windows = (Math.Max(done, windows.Done), planned);
    }

    public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null) =>
        entries.Enqueue(new LogEntry(clock.GetUtcNow(), severity, message, node, code, data));

    public void Completed(OutputFile file) => files.Enqueue(file);

    /// <summary>
    /// Hands over what was logged and completed since the last time, and keeps it for the next time when that fails. To one receiver after the other: what the
    /// heartbeat has begun to store must be there before the run ends, because nothing is stored for a run that has ended.
    /// </summary>
    public async Task<bool> HandOverAsync(Func<IReadOnlyList<LogEntry>, IReadOnlyList<OutputFile>, Task<bool>> receive, CancellationToken ct)
    {
        await handing.WaitAsync(ct);
        try
        {
            var (logged, complete) = (entries.ToArray(), files.ToArray());
            if (!await receive(logged, complete)) return false;
            foreach (var _ in logged) entries.TryDequeue(out var _);
            foreach (var _ in complete) files.TryDequeue(out var _);
            return true;
        }
        finally
        {
            handing.Release();
        }
    }

    public void Dispose() => handing.Dispose();

    /// <summary>Used since the run began; memory is added up between calls.</summary>
    public RunUsage Usage()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        lock (gate)
        {
            var now = duration.Elapsed.TotalSeconds;
            memory = (now, memory.MbSeconds + (now - memory.Seconds) * process.WorkingSet64 / 1e6);
            return new RunUsage((process.TotalProcessorTime - cpuBefore).TotalSeconds, now, ProcessMemory.Peak(), memory.MbSeconds);
        }
    }
}
