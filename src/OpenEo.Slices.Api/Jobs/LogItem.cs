using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>A log entry as the API writes it; its id is also the offset of what comes after it.</summary>
sealed record LogItem(string Id, string Level, string Message, DateTime Time, string? Code, RawJson? Path, RawJson? Data);
