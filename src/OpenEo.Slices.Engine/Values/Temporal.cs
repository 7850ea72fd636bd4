using System.Globalization;

namespace OpenEo.Slices.Engine.Values;

/// <summary>
/// Dates and times of the API: RFC 3339 date-times with any offset (<c>2022-06-12T10:00:00.5+02:00</c>, <c>t</c> and <c>z</c> in either case) and dates
/// (<c>2022-06-12</c>: midnight UTC). A leap second reads as the second before it.
/// </summary>
static class Temporal
{
    /// <summary>The instant that a date or date-time names; false when the text is neither.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        var parsed = TryRead(text, out var parts);
        instant = parts.Instant;
        return parsed;
    }

    /// <summary>As <see cref="TryParse(string, out DateTimeOffset)"/>, keeping how the text was written.</summary>
    public static bool TryRead(string text, out TemporalText parts)
    {
        parts = default;
        if (!TryDate(text, out var date)) return false;
        if (text.Length == 10)
        {
            parts = new TemporalText(date, TimeSpan.Zero, null, 0);
            return true;
        }
        if (text[10] is not ('T' or 't') || !TryTime(text.AsSpan(11), out var time, out var digits, out var length)) return false;
        var zone = text[(11 + length)..];
        if (!TryOffset(zone, out var offset)) return false;
        var local = date + time;
        // An offset may lead out of the years that can be told.
        if ((local.Ticks - offset.Ticks) is var ticks && (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)) return false;
        parts = new TemporalText(local, offset, zone, digits);
        return true;
    }

    /// <summary>A time of day, <c>HH:MM:SS</c>.</summary>
    public static bool TryTimeOfDay(string text, out TimeSpan time) => TryTime(text, out time, out _, out var length) && length == text.Length;

    /// <summary>True for a date without a time.</summary>
    public static bool IsDate(string text) => text.Length == 10 && TryDate(text, out _);

    /// <summary>RFC 3339 in UTC: <c>2022-06-12T00:00:00Z</c>, with as many digits of a fraction as it needs and none when it is zero.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    static bool TryDate(string text, out DateTime date)
    {
        date = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Digits(text, 0, 4, out var year) || !Digits(text, 5, 2, out var month) || !Digits(text, 8, 2, out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
        return true;
    }

    static bool TryTime(ReadOnlySpan<char> text, out TimeSpan time, out int fractionDigits, out int length)
    {
        (time, fractionDigits, length) = (default, 0, 8);
        if (text.Length < 8 || text[2] != ':' || text[5] != ':') return false;
        if (!Digits(text, 0, 2, out var hour) || !Digits(text, 3, 2, out var minute) || !Digits(text, 6, 2, out var second)) return false;
        if (hour > 23 || minute > 59 || second > 60) return false;
        time = new TimeSpan(hour, minute, Math.Min(second, 59));
        if (text.Length == 8 || text[8] != '.') return true;
        var (at, unit) = (9, TimeSpan.TicksPerSecond);
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++) time += TimeSpan.FromTicks((text[at] - '0') * (unit /= 10));
        (fractionDigits, length) = (at - 9, at);
        return fractionDigits > 0;
    }

    static bool TryOffset(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone is "Z" or "z") return true;
        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':') return false;
        if (!Digits(zone, 1, 2, out var hours) || !Digits(zone, 4, 2, out var minutes) || hours > 23 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    static bool Digits(ReadOnlySpan<char> text, int start, int count, out int number)
    {
        number = 0;
        foreach (var digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = number * 10 + (digit - '0');
        }
        return true;
    }
}
