using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A span of time as a user gives it: from <paramref name="Start"/> on, and before <paramref name="End"/>; null is open.</summary>
public sealed record TemporalExtent(DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>Reads an openEO interval of two instants, one of which may be null.</summary>
    /// <exception cref="ProcessGraphException"><c>TemporalExtentEmpty</c>, or <c>ProcessParameterInvalid</c> when it is no interval.</exception>
    public static TemporalExtent Parse(Arguments arguments, string parameter) => Parse(arguments, parameter, arguments.Array(parameter));

    /// <inheritdoc cref="Parse(Arguments, string)"/>
    public static TemporalExtent Parse(Arguments arguments, string parameter, Value interval)
    {
        if (interval is not ArrayValue { Items: [var from, var to] }) throw arguments.Invalid(parameter, "expected an interval of two instants");
        var extent = new TemporalExtent(Instant(arguments, parameter, from), Instant(arguments, parameter, to));
        if (extent is { Start: null, End: null }) throw arguments.Invalid(parameter, "at most one end of an interval may be open");
        if (extent.Start >= extent.End) throw Arguments.Fault("TemporalExtentEmpty", "The temporal extent is empty. The second instant in time must always be greater/later than the first instant in time.", parameter);
        return extent;
    }

    /// <summary>True when an instant lies in the span.</summary>
    public bool Contains(DateTimeOffset instant) => !(instant < Start) && !(instant >= End);

    /// <summary>Positions of the labels of a temporal dimension that lie in the span. A label that is only a date stands for its midnight in UTC.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c> when a label is no instant.</exception>
    public IReadOnlyList<int> Indices(Dimension dimension, Arguments arguments, string parameter)
    {
        var inside = new List<int>();
        for (var i = 0; i < dimension.Count; i++)
        {
            if (!TryInstant(dimension.Label(i), out var instant))
                throw arguments.Invalid(parameter, $"the label {Schema.Show(dimension.Label(i))} of the dimension '{dimension.Name}' is not a date or time");
            if (Contains(instant)) inside.Add(i);
        }
        return inside;
    }

    /// <summary>The instant that a label or argument names.</summary>
    internal static bool TryInstant(Value label, out DateTimeOffset instant)
    {
        instant = default;
        return label is StringValue { Value: var text } && DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out instant);
    }

    static DateTimeOffset? Instant(Arguments arguments, string parameter, Value value)
    {
        if (value is NullValue) return null;
        return TryInstant(value, out var instant) ? instant : throw arguments.Invalid(parameter, $"{Schema.Show(value)} is not a date (2020-01-31) or date-time (2020-01-31T12:00:00Z)");
    }
}
