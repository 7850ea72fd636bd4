using System.Globalization;

namespace OpenEo.Slices.Engine.Values;

/// <summary>
/// Periods of the calendar in UTC: each instant lies in exactly one, periods are numbered without gaps, and each has a label such as <c>2024-03</c> or
/// <c>2023-djf</c>. Seasons that span two years carry the year in which they start.
/// </summary>
static class CalendarPeriod
{
    static readonly string[] Seasons = ["djf", "mam", "jja", "son"];

    static readonly Dictionary<string, (Func<DateTime, long> Number, Func<long, string> Label)> Periods = new()
    {
        ["hour"] = (time => time.Ticks / TimeSpan.TicksPerHour, number => Text(new DateTime(number * TimeSpan.TicksPerHour), "yyyy-MM-dd-HH")),
        ["day"] = (time => time.Ticks / TimeSpan.TicksPerDay, number => DayOfYear(new DateTime(number * TimeSpan.TicksPerDay))),
        // The first day of the calendar was a Monday.
        ["week"] = (time => time.Ticks / (7 * TimeSpan.TicksPerDay), number => IsoWeek(new DateTime(number * 7 * TimeSpan.TicksPerDay))),
        ["dekad"] = (time => Month(time) * 3 + Math.Min((time.Day - 1) / 10, 2), number => InYear(number, 36)),
        ["month"] = (Month, number => InYear(number, 12)),
        ["season"] = (time => (Month(time) + 1) / 3, number => $"{Year(number % 4 == 0 ? number / 4 - 1 : number / 4)}-{Seasons[number % 4]}"),
        ["tropical-season"] = (time => (Month(time) + 2) / 6, number => number % 2 == 0 ? $"{Year(number / 2 - 1)}-ndjfma" : $"{Year(number / 2)}-mjjaso"),
        ["year"] = (time => time.Year, Year),
        ["decade"] = (time => time.Year / 10, number => Year(number * 10)),
        ["decade-ad"] = (time => (time.Year - 1) / 10, number => Year(number * 10 + 1)),
    };

    /// <summary>The names of the periods, from short to long.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Periods.Keys];

    /// <summary>The number of the period in which an instant lies.</summary>
    public static long Number(string period, DateTimeOffset instant) => Periods[period].Number(instant.UtcDateTime);

    /// <summary>The label of a period.</summary>
    public static string Label(string period, long number) => Periods[period].Label(number);

    /// <summary>Months since the beginning of the calendar's year 0, January of year 0 being 0.</summary>
    static long Month(DateTime time) => time.Year * 12L + time.Month - 1;

    static string InYear(long number, int perYear) => $"{Year(number / perYear)}-{(number % perYear + 1).ToString("00", CultureInfo.InvariantCulture)}";

    static string DayOfYear(DateTime day) => $"{Year(day.Year)}-{day.DayOfYear.ToString("000", CultureInfo.InvariantCulture)}";

    static string IsoWeek(DateTime monday) => $"{Year(ISOWeek.GetYear(monday))}-{ISOWeek.GetWeekOfYear(monday).ToString("00", CultureInfo.InvariantCulture)}";

    static string Year(long year) => year.ToString("0000", CultureInfo.InvariantCulture);

    static string Text(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
