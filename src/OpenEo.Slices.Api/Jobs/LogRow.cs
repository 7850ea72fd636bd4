using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>A log entry as it is stored; path and data are JSON.</summary>
sealed record LogRow(long Id, LogSeverity Level, string Message, DateTime Time, string? Code, string? Path, string? Data)
{
    /// <summary>The entry as the API writes it.</summary>
    public LogItem ToItem() => new(
        Id.ToString(), Level.Name(), Message, Time, Code, Path is null ? null : new RawJson(Path), Data is null ? null : new RawJson(Data));
}
