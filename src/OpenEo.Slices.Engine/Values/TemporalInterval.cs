namespace OpenEo.Slices.Engine.Values;

/// <summary>A span of time that includes its start and excludes its end; null is unbounded.</summary>
readonly record struct TemporalInterval(DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>True when no instant is inside.</summary>
    public bool IsEmpty => Start is { } start && End is { } end && start >= end;

    /// <summary>True when the instant is inside.</summary>
    public bool Contains(DateTimeOffset instant) => !(instant < Start) && !(instant >= End);

    /// <summary>
    /// Reads <c>[start, end]</c>: dates, date-times or no-data for an open end. False when it is not that, or both ends are open. An interval that is
    /// empty is read; see <see cref="IsEmpty"/>.
    /// </summary>
    public static bool TryParse(Value value, out TemporalInterval interval)
    {
        interval = default;
        if (value is not ArrayValue { Items: [var first, var second] } || first is NullValue && second is NullValue) return false;
        if (!TryBound(first, out var start) || !TryBound(second, out var end)) return false;
        interval = new TemporalInterval(start, end);
        return true;
    }

    static bool TryBound(Value value, out DateTimeOffset? bound)
    {
        bound = null;
        if (value is NullValue) return true;
        if (value is not StringValue text || !Temporal.TryParse(text.Value, out var instant)) return false;
        bound = instant;
        return true;
    }
}
