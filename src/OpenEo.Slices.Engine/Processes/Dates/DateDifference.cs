using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Dates;

/// <summary>date_difference: how much later one instant is than another.</summary>
sealed class DateDifference : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "date_difference", "Time from one instant to another",
        "Measures the time that passes from `date1` to `date2`. A date stands for its first instant in UTC. Months and years are counted as the "
        + "calendar does: whole ones first, and what remains as a part of the next one. Leap seconds are not counted.",
        ["comparison", "date & time"],
        [
            new("date1", "The instant to measure from.", DateSchemas.Instant),
            new("date2", "The instant to measure to.", DateSchemas.Instant),
            new Parameter("unit", "The unit of the result.", DateSchemas.Unit).Or(Value.Of("second")),
        ],
        new("The time with its fraction: positive if `date2` is later than `date1`, negative if it is earlier.", Schema.Number))
    {
        Experimental = true,
        Examples =
        [
            """{"arguments":{"date1":"2020-06-01","date2":"2020-06-02T12:00:00Z","unit":"day"},"returns":1.5}""",
            """{"arguments":{"date1":"2020-03-01","date2":"2020-01-01","unit":"month"},"returns":-2}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (from, to) = (arguments.Date("date1").Instant.UtcDateTime, arguments.Date("date2").Instant.UtcDateTime);
        var unit = arguments.Text("unit")!;
        if (DateSchemas.Ticks(unit) is { } ticks) return Value.Of((double)(to - from).Ticks / ticks);
        var months = unit == "year" ? 12 : 1;
        return Value.Of(from <= to ? Steps(from, to, months) : -Steps(to, from, months));
    }

    /// <summary>Steps of some months from an instant to a later one.</summary>
    static double Steps(DateTime from, DateTime to, int months)
    {
        var whole = ((to.Year - from.Year) * 12 + to.Month - from.Month) / months;
        if (from.AddMonths(whole * months) > to) whole--;
        var start = from.AddMonths(whole * months);
        // In the last month that can be told there is no next step: it is as long as a step back.
        var length = start <= DateTime.MaxValue.AddMonths(-months) ? from.AddMonths((whole + 1) * months) - start : start - start.AddMonths(-months);
        return whole + (double)(to - start).Ticks / length.Ticks;
    }
}
