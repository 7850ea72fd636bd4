using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Temporal extents as arguments, and the labels of a temporal dimension that lie in one.</summary>
public static class TemporalExtent
{
    /// <summary>Reads a left-closed interval of two instants, one of which may be null.</summary>
    /// <exception cref="ProcessGraphException"><c>TemporalExtentEmpty</c>, or <c>ProcessParameterInvalid</c> when it is no interval.</exception>
    public static TemporalInterval Parse(Arguments arguments, string parameter) => Parse(arguments, parameter, arguments[parameter]);

    /// <summary>As <see cref="Parse(Arguments, string)"/>, for an interval inside an argument.</summary>
    public static TemporalInterval Parse(Arguments arguments, string parameter, Value interval)
    {
        if (!TemporalInterval.TryParse(interval, out var extent))
            throw arguments.Invalid(parameter, "expected an interval of two dates (2020-01-31) or date-times (2020-01-31T12:00:00Z), of which one may be null");
        if (extent.IsEmpty) throw Arguments.Fault("TemporalExtentEmpty", "The temporal extent is empty. The second instant in time must always be greater/later than the first instant in time.", parameter);
        return extent;
    }

    /// <summary>The instants that the labels of a temporal dimension name. A label that is only a date stands for its midnight in UTC.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c> for <paramref name="parameter"/> when a label is no instant.</exception>
    public static DateTimeOffset[] Instants(Dimension dimension, Arguments arguments, string parameter) =>
    [
        .. dimension.Labels.Select(label => label is StringValue text && Temporal.TryParse(text.Value, out var instant)
            ? instant
            : throw arguments.Invalid(parameter, $"the label {Schema.Show(label)} of the dimension '{dimension.Name}' is not a date or time")),
    ];
}
