using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>Log entries of one synchronous request, from a severity up. Thread-safe.</summary>
sealed class SyncLog(TimeProvider clock, LogSeverity lowest)
{
    readonly List<object> entries = [];

    /// <summary>Adds an entry of a worker.</summary>
    public void Add(LogEntry entry)
    {
        if (entry.Level > lowest) return;
        lock (entries)
        {
            entries.Add(new
            {
                Id = $"{entries.Count + 1}",
                Level = entry.Level.Name(),
                entry.Message,
                Time = entry.Time.UtcDateTime,
                entry.Code,
                Data = entry.Data is { } data ? new RawJson(data) : (RawJson?)null,
                Path = entry.PathJson() is { } path ? new RawJson(path) : (RawJson?)null,
            });
        }
    }

    /// <summary>Adds an entry of the service.</summary>
    public void Add(LogSeverity severity, string message, string? node = null, string? code = null) =>
        Add(new LogEntry(clock.GetUtcNow(), severity, message, node, code));

    /// <summary>The entries as the API writes them.</summary>
    public string ToJson()
    {
        lock (entries) return JsonSerializer.Serialize(entries, Json.Options);
    }
}
