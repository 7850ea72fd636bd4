using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Dates;

/// <summary>date_between: an instant lies in a range.</summary>
sealed class DateBetween : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "date_between", "Is within a range of time",
        "Tells whether `x` is at or after `min` and at or before `max` (or before `max`, see `exclude_max`). Always `false` when `min` is after `max`. "
        + "Dates and date-times can be compared with each other, times of day only with times of day.",
        ["comparison", "date & time"],
        [
            new("x", "The instant to look at.", DateSchemas.InstantOrTime),
            new("min", "The start of the range, which belongs to it.", DateSchemas.InstantOrTime),
            new("max", "The end of the range.", DateSchemas.InstantOrTime),
            new Parameter("exclude_max", "Whether the end is left out of the range.", Schema.Boolean).Or(Value.False),
        ],
        new("`true` if the instant is in the range, else `false`.", Schema.BooleanOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":"2020-06-01T12:00:00Z","min":"2020-06-01","max":"2020-06-02"},"returns":true}""",
            """{"arguments":{"x":"2020-06-02","min":"2020-06-01","max":"2020-06-02","exclude_max":true},"returns":false}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var times = Temporal.TryTimeOfDay(arguments.Text("x") ?? "", out _);
        var (x, min, max) = (Ticks(arguments, "x", times), Ticks(arguments, "min", times), Ticks(arguments, "max", times));
        return Value.Of(x >= min && (arguments.Boolean("exclude_max") == true ? x < max : x <= max));
    }

    static long Ticks(Arguments arguments, string name, bool times)
    {
        if (!times) return arguments.Date(name).Instant.UtcTicks;
        return Temporal.TryTimeOfDay(arguments.Text(name) ?? "", out var time)
            ? time.Ticks
            : throw arguments.Invalid(name, $"expected a time of day such as 12:30:00, as 'x' is, got {Schema.Show(arguments[name])}");
    }
}
