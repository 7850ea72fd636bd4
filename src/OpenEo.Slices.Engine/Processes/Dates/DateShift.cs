using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Dates;

/// <summary>date_shift: an instant some units of time later or earlier.</summary>
sealed class DateShift : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "date_shift", "Move an instant",
        "Gives the date, or date and time, that is a number of units later or earlier. The offset from UTC stays as it is; there is no daylight saving time, "
        + "and leap seconds are skipped.",
        ["date & time"],
        [
            new("date", "The date, or date and time, to be moved. A date stands for its first instant in UTC.", DateSchemas.Instant),
            new("value", "How many units later (positive) or earlier (negative).", Schema.Integer),
            new("unit",
                "The unit. With days and longer units the time of day stays. Where the day does not exist, the last day of the month is taken: a month after "
                + "31 January is the end of February.",
                DateSchemas.Unit),
        ],
        new("The moved date; with a time if `date` has one.", DateSchemas.Instant))
    {
        Examples =
        [
            """{"arguments":{"date":"2023-05-31","value":1,"unit":"month"},"returns":"2023-06-30"}""",
            """{"arguments":{"date":"2020-06-01T10:00:00Z","value":-90,"unit":"minute"},"returns":"2020-06-01T08:30:00Z"}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var date = arguments.Date("date");
        var (value, unit) = (arguments.Number("value")!.Value, arguments.Text("unit")!);
        try
        {
            var moved = DateSchemas.Ticks(unit) is { } ticks
                ? date.Local.AddTicks(checked((long)value * ticks))
                : date.Local.AddMonths(checked((int)(unit == "year" ? value * 12 : value)));
            return Value.Of(date.Format(moved));
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException)
        {
            throw arguments.Invalid("value", "the result is not between the years 1 and 9999");
        }
    }
}
