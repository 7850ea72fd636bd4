namespace OpenEo.Slices.Engine.Faults;

/// <summary>Told what happens while a graph is typed and computed; called from any thread.</summary>
public interface IRunLog
{
    /// <summary>A log entry; node, code and data (JSON) may be null.</summary>
    void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null);
}
