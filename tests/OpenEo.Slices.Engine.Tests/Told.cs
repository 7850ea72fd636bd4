using System.Collections.Concurrent;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>Keeps the warnings of a run.</summary>
public sealed class Told : IRunObserver
{
    /// <summary>Node and message of each, in order.</summary>
    public ConcurrentQueue<(string? Node, string Message)> Warnings { get; } = [];

    /// <inheritdoc/>
    public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
    {
        if (severity == LogSeverity.Warning) Warnings.Enqueue((node, message));
    }

    /// <inheritdoc/>
    public void Progress(int done, int planned)
    {
    }

    /// <inheritdoc/>
    public void Completed(OutputFile file)
    {
    }
}
