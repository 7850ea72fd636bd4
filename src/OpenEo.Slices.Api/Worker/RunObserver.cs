using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Worker;

/// <summary>Tells the service what the engine reports.</summary>
sealed class RunObserver(TimeProvider clock, Action<WorkerReply.News> tell) : IRunObserver
{
    readonly Lock gate = new();
    (int Done, int? Planned) windows;

    /// <summary>Windows that are done and planned; null before there is a plan.</summary>
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

    public void Completed(OutputFile file) => tell(new WorkerReply.Completed(file));

    public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null) =>
        tell(new WorkerReply.Log(new LogEntry(clock.GetUtcNow(), severity, message, node, code, data)));
}
