using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Running;

/// <summary>Log entries of one synchronous request, from its level (default info) up. Thread-safe.</summary>
public sealed class SyncLog(TimeProvider clock, string? level)
{
    readonly List<object> entries = [];
    readonly int lowest = LogLevels.Number(level);

    /// <summary>Adds an entry of a worker.</summary>
    public void Add(LogEntry entry)
    {
        if (entry.Level > lowest) return;
        lock (entries)
        {
            entries.Add(new
            {
                Id = $"{entries.Count + 1}",
                Level = LogLevels.Name(entry.Level),
                entry.Message,
                Time = entry.Time.UtcDateTime,
                entry.Code,
                Data = entry.Data is { } data ? new RawJson(data) : (RawJson?)null,
                Path = RunLedger.PathOf(entry.Node) is { } path ? new RawJson(path) : (RawJson?)null,
            });
        }
    }

    /// <summary>Adds an entry of the service.</summary>
    public void Add(string severity, string message, string? node = null, string? code = null) =>
        Add(new LogEntry(clock.GetUtcNow(), LogLevels.Number(severity), message, node, code));

    /// <summary>The entries as the API writes them.</summary>
    public string ToJson()
    {
        lock (entries) return JsonSerializer.Serialize(entries, Json.Options);
    }
}
