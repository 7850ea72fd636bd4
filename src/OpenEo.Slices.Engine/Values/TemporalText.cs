using System.Globalization;

namespace OpenEo.Slices.Engine.Values;

/// <summary>
/// A date or date-time as it was written: the clock's reading, its offset from UTC, the offset's text (null for a date), digits of the fraction.
/// </summary>
readonly record struct TemporalText(DateTime Local, TimeSpan Offset, string? Zone, int FractionDigits)
{
    /// <summary>The instant, in UTC.</summary>
    public DateTimeOffset Instant => new(Local.Ticks - Offset.Ticks, TimeSpan.Zero);

    /// <summary>True for a date without a time.</summary>
    public bool IsDate => Zone is null;

    /// <summary>Another clock reading written in the same way: a date stays a date, the offset stays, a fraction appears when it is needed.</summary>
    public string Format(DateTime local)
    {
        if (IsDate) return local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var fraction = local.Ticks % TimeSpan.TicksPerSecond;
        var needed = fraction == 0 ? 0 : fraction % TimeSpan.TicksPerMillisecond == 0 ? 3 : 7;
        var digits = Math.Min(Math.Max(FractionDigits, needed), 7);
        return local.ToString("yyyy-MM-dd'T'HH:mm:ss" + (digits == 0 ? "" : "." + new string('f', digits)), CultureInfo.InvariantCulture) + Zone;
    }
}
