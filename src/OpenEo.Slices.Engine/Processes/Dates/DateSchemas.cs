using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Dates;

/// <summary>What the processes of dates share: schemas, units, and reading arguments.</summary>
static class DateSchemas
{
    /// <summary>A date-time or a date.</summary>
    public static Schema Instant { get; } = Schema.Parse("""
        [{"type":"string","format":"date-time","subtype":"date-time"},{"type":"string","format":"date","subtype":"date"}]
        """);

    /// <summary>A date-time, a date or a time of day.</summary>
    public static Schema InstantOrTime { get; } = Schema.Parse("""
        [
          {"type":"string","format":"date-time","subtype":"date-time","description":"A date and time with its offset from UTC."},
          {"type":"string","format":"date","subtype":"date","description":"A date, `YYYY-MM-DD`: its first instant in UTC."},
          {"type":"string","subtype":"time","pattern":"^\\d{2}:\\d{2}:\\d{2}$","description":"A time of day in UTC, `HH:MM:SS`."}
        ]
        """);

    /// <summary>The units of time.</summary>
    public static Schema Unit { get; } = Schema.Parse("""{"type":"string","enum":["millisecond","second","minute","hour","day","week","month","year"]}""");

    /// <summary>Ticks of a unit that is always equally long; null for month and year.</summary>
    public static long? Ticks(string unit) => unit switch
    {
        "millisecond" => TimeSpan.TicksPerMillisecond,
        "second" => TimeSpan.TicksPerSecond,
        "minute" => TimeSpan.TicksPerMinute,
        "hour" => TimeSpan.TicksPerHour,
        "day" => TimeSpan.TicksPerDay,
        "week" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };

    /// <summary>An argument that is a date or date-time.</summary>
    public static TemporalText Date(this Arguments arguments, string name) => Temporal.TryRead(arguments.Text(name) ?? "", out var parts)
        ? parts
        : throw arguments.Invalid(name, $"expected a date such as 2022-06-12 or a date-time such as 2022-06-12T00:00:00Z, got {Schema.Show(arguments[name])}");
}
