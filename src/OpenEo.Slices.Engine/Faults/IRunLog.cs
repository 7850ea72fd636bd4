namespace OpenEo.Slices.Engine.Faults;

/// <summary>Told what happens while a graph is typed and computed; called from any thread.</summary>
public interface IRunLog
{
    /// <summary>A log entry; level is debug, info, warning or error; node, code and data (JSON) may be null.</summary>
    void Log(string level, string message, string? node = null, string? code = null, string? data = null);
}
