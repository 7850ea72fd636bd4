using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>Log entries of one synchronous request, from a severity up. Thread-safe.</summary>
sealed class SyncLog(TimeProvider clock, LogSeverity lowest)
{
    // What a worker that floods us may cost in memory.
    const int Most = 10_000;

    readonly List<object> entries = [];

    /// <summary>Adds an entry of a worker.</summary>
    public void Add(LogEntry entry)
    {
        if (entry.Level > lowest) return;
        lock (entries)
        {
            // The service's own come last and are few; they say how it ended.
            if (entries.Count == Most)
                entry = new LogEntry(clock.GetUtcNow(), LogSeverity.Warning, "There are too many log entries; most of the further ones are left out.");
            else if (entries.Count > Most && (entry.Level > LogSeverity.Error || entries.Count > Most + 100)) return;
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
