using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>
/// Times as the CF conventions write them: numbers in a unit since a day of a calendar. Days of a calendar that is not ours keep their names: the first of
/// March of a model's year of 360 days is the first of March.
/// </summary>
/// <remarks>
/// CF 1.10, 4.4. Days are counted as in H. Hinnant, "chrono-compatible low-level date algorithms": years that begin in March end with their leap day.
/// </remarks>
static partial class CfTime
{
    const long TicksAMillisecond = TimeSpan.TicksPerMillisecond;

    static readonly int[] monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    /// <summary>Whether a unit is one of time since some day.</summary>
    public static bool IsTime(string? unit) => unit is not null && Since().IsMatch(unit);

    /// <summary>
    /// The instants, null for those whose day is in no year of ours (30 February); null altogether for units and calendars that nobody knows.
    /// </summary>
    /// <param name="values">Numbers.</param>
    /// <param name="unit">Such as <c>days since 1970-01-01</c>.</param>
    /// <param name="calendar">A name of CF; null for the standard one.</param>
    public static DateTimeOffset?[]? Decode(IReadOnlyList<double> values, string unit, string? calendar)
    {
        var match = Since().Match(unit);
        if (!match.Success || Calendar(calendar) is not { } days) return null;
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        if (month is < 1 or > 12 || day is < 1 or > 31) return null;
        if (days == Days.Mixed) days = year * 10_000 + month * 100 + day < 15821015 ? Days.Julian : Days.Gregorian;
        var start = Count(days, year, month, day);
        // The two calendars give the same days other numbers; what comes out is told in ours.
        if (days == Days.Julian) (start, days) = (start - 2, Days.Gregorian);
        var startTicks = Clock(match) - Zone(match.Groups["zone"].Value);
        return [.. values.Select(value => Instant(days, start, startTicks, value, match.Groups["unit"].Value))];

        int Number(string name) => int.TryParse(match.Groups[name].Value, CultureInfo.InvariantCulture, out var number) ? number : 1;
    }

    enum Days
    {
        Gregorian,
        Julian,
        Mixed,
        NoLeap,
        AllLeap,
        Thirties,
    }

    static Days? Calendar(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "standard" or "gregorian" or "none" => Days.Mixed,
        "proleptic_gregorian" => Days.Gregorian,
        "julian" => Days.Julian,
        "noleap" or "365_day" => Days.NoLeap,
        "all_leap" or "366_day" => Days.AllLeap,
        "360_day" => Days.Thirties,
        _ => null,
    };

    static DateTimeOffset? Instant(Days days, long start, long startTicks, double value, string unit)
    {
        if (!double.IsFinite(value)) return null;
        if (unit.StartsWith("mon", StringComparison.OrdinalIgnoreCase) || unit[0] is 'y' or 'Y') return Months(days, start, startTicks, value, unit);
        var length = unit.ToLowerInvariant() switch
        {
            ['w', ..] => 7 * TimeSpan.TicksPerDay,
            ['d', ..] => TimeSpan.TicksPerDay,
            ['h', ..] => TimeSpan.TicksPerHour,
            "ms" or ['m', 's', ..] or ['m', 'i', 'l', ..] => TimeSpan.TicksPerMillisecond,
            ['m', 'i', 'c', ..] or ['u', 's', ..] => TimeSpan.TicksPerMicrosecond,
            ['m', ..] => TimeSpan.TicksPerMinute,
            ['n', ..] => 0.01,
            _ => (double)TimeSpan.TicksPerSecond,
        };
        if (Math.Abs(value * length) > long.MaxValue / 4.0) return null;
        // A whole part and a rest, so that seconds since year 1 are still exact; what is beyond a millisecond is noise of the fraction.
        var ticks = (long)Math.Truncate(value) * (long)Math.Max(length, 1) + Fraction(value, length);
        if (length < 1) ticks = (long)(value * length);
        ticks += startTicks;
        var whole = (long)Math.Floor((double)ticks / TimeSpan.TicksPerDay);
        return Date(days, start + whole, ticks - whole * TimeSpan.TicksPerDay);
    }

    static long Fraction(double value, double length) =>
        (long)Math.Round((value - Math.Truncate(value)) * length / TicksAMillisecond) * TicksAMillisecond;

    // Whole months and years are those of the calendar: what people mean who write them, though CF's own month is a twelfth of a year.
    static DateTimeOffset? Months(Days days, long start, long startTicks, double value, string unit)
    {
        var months = unit.StartsWith("mon", StringComparison.OrdinalIgnoreCase) ? value : value * 12;
        if (months != Math.Floor(months) || Math.Abs(months) > 120_000 || Date(days, start, 0) is not { } date) return null;
        try
        {
            return date.AddMonths((int)months).AddTicks(startTicks);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    static DateTimeOffset? Date(Days days, long number, long ticks)
    {
        var (year, month, day) = Name(days, number);
        return year is >= 1 and <= 9999 && day <= DateTime.DaysInMonth((int)year, month)
            ? new DateTimeOffset((int)year, month, day, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks) : null;
    }

    /// <summary>Number of a day in its calendar; those of the Gregorian and the Julian calendar count from the same day of each.</summary>
    static long Count(Days days, long year, int month, int day)
    {
        switch (days)
        {
            case Days.Thirties: return 360 * year + 30 * (month - 1) + day - 1;
            case Days.NoLeap: return 365 * year + monthStarts[month - 1] + day - 1;
            case Days.AllLeap: return 366 * year + monthStarts[month - 1] + (month > 2 ? 1 : 0) + day - 1;
        }
        if (month <= 2) year--;
        var inYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        var leaps = Floor(year, 4) - (days == Days.Gregorian ? Floor(year, 100) - Floor(year, 400) : 0);
        return 365 * year + leaps + inYear;
    }

    static (long Year, int Month, int Day) Name(Days days, long number)
    {
        if (days == Days.Thirties) return (Floor(number, 360), (int)(Modulo(number, 360) / 30) + 1, (int)(Modulo(number, 360) % 30) + 1);
        if (days is Days.NoLeap or Days.AllLeap)
        {
            var length = days == Days.NoLeap ? 365 : 366;
            var inYear = (int)Modulo(number, length);
            var month = 12;
            while (inYear < Start(month)) month--;
            return (Floor(number, length), month, inYear - Start(month) + 1);

            int Start(int month) => monthStarts[month - 1] + (length == 366 && month > 2 ? 1 : 0);
        }
        var era = Floor(number, 146_097);
        var inEra = Modulo(number, 146_097);
        var yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365;
        var dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var civil = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + era * 400 + (civil <= 2 ? 1 : 0), civil, (int)(dayOfYear - (153 * shifted + 2) / 5) + 1);
    }

    static long Clock(Match match)
    {
        var (hour, minute) = (Part("hour"), Part("minute"));
        var second = double.TryParse(match.Groups["second"].Value, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute + (long)(second * TimeSpan.TicksPerSecond);

        long Part(string name) => long.TryParse(match.Groups[name].Value, CultureInfo.InvariantCulture, out var part) ? part : 0;
    }

    static long Zone(string zone)
    {
        if (zone.Length == 0 || zone[0] is not ('+' or '-')) return 0;
        var digits = zone[1..].Split(':');
        var (hours, minutes) = digits.Length == 2 ? (digits[0], digits[1]) : digits[0].Length > 2 ? (digits[0][..^2], digits[0][^2..]) : (digits[0], "0");
        var ticks = (int.Parse(hours, CultureInfo.InvariantCulture) * 60 + int.Parse(minutes, CultureInfo.InvariantCulture)) * TimeSpan.TicksPerMinute;
        return zone[0] == '-' ? -ticks : ticks;
    }

    static long Floor(long value, long by) => (value - Modulo(value, by)) / by;

    static long Modulo(long value, long by) => ((value % by) + by) % by;

    [GeneratedRegex(
        @"^\s*(?<unit>[A-Za-z]+)\s+(?:since|after|from|@)\s+(?<year>[+-]?\d{1,6})-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?"
        + @"(?:[T\s]+(?<hour>\d{1,2})(?::(?<minute>\d{1,2}))?(?::(?<second>\d{1,2}(?:\.\d*)?))?)?\s*(?<zone>Z|z|UTC|utc|GMT|[+-]\d{1,2}(?::?\d{2})?)?\s*$")]
    private static partial Regex Since();
}
