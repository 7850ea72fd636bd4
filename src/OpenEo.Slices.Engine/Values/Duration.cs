using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Engine.Values;

/// <summary>A duration of ISO 8601, such as <c>P1M</c>, <c>P10D</c> or <c>PT6H</c>: months, which are not equally long, and the rest.</summary>
readonly partial record struct Duration(int Months, TimeSpan Rest)
{
    /// <summary>True when nothing passes.</summary>
    public bool IsZero => Months == 0 && Rest == TimeSpan.Zero;

    /// <summary>Reads a duration that is not negative; false for anything else.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        if (Iso().Match(text) is not { Success: true } match || text.EndsWith('T') || text.Length < 3) return false;
        double Part(int group) => match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var months = Part(1) * 12 + Part(2);
        var seconds = Part(3) * 7 * 86_400 + Part(4) * 86_400 + Part(5) * 3600 + Part(6) * 60 + Part(7);
        if (months > 12 * 9999 || seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        duration = new Duration((int)months, TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)));
        return true;
    }

    /// <summary>The instant some durations later (or earlier); the ends of the calendar where it leads out of it.</summary>
    public DateTimeOffset After(DateTimeOffset instant, int times = 1)
    {
        try
        {
            return instant.AddMonths(checked(Months * times)) + Rest * times;
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException)
        {
            return times < 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }
    }

    [GeneratedRegex(@"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$")]
    private static partial Regex Iso();
}
