using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Dates;

/// <summary>date_replace_component: an instant with another year, month, day, hour, minute, second or millisecond.</summary>
sealed class DateReplaceComponent : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "date_replace_component", "Set a part of a date",
        "Gives the date, or date and time, with one component replaced. The offset from UTC stays as it is, and the component is that of the clock with that "
        + "offset. Where the day does not exist in the new month or year, the last day of the month is taken.",
        ["date & time"],
        [
            new("date", "The date, or date and time. A date stands for its first instant in UTC.", DateSchemas.Instant),
            new("value", "The new value of the component, such as 1 to 12 for a month.", Schema.Integer),
            new("component", "Which component to replace.",
                Schema.Parse("""{"type":"string","enum":["year","month","day","hour","minute","second","millisecond"]}""")),
        ],
        new("The changed date; with a time if `date` has one.", DateSchemas.Instant))
    {
        Experimental = true,
        Examples =
        [
            """{"arguments":{"date":"2020-02-29","value":2021,"component":"year"},"returns":"2021-02-28"}""",
            """{"arguments":{"date":"2020-06-17T10:30:00Z","value":15,"component":"day"},"returns":"2020-06-15T10:30:00Z"}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var date = arguments.Date("date");
        var (value, component, local) = (arguments.Number("value")!.Value, arguments.Text("component")!, date.Local);
        var (low, high) = component switch
        {
            "year" => (1, 9999),
            "month" => (1, 12),
            "day" => (1, DateTime.DaysInMonth(local.Year, local.Month)),
            "hour" => (0, 23),
            "millisecond" => (0, 999),
            _ => (0, 59),
        };
        if (value < low || value > high) throw arguments.Invalid("value", $"the {component} of {arguments.Text("date")} can be {low} to {high}, not {value}");
        if (date.IsDate && component is not ("year" or "month" or "day"))
            throw arguments.Invalid("component", $"'{arguments.Text("date")}' is a date without a time, so that it has no {component}");
        var number = (int)value;
        return Value.Of(date.Format(component switch
        {
            "year" => InMonth(number, local.Month, local),
            "month" => InMonth(local.Year, number, local),
            "day" => local.AddDays(number - local.Day),
            "hour" => local.AddHours(number - local.Hour),
            "minute" => local.AddMinutes(number - local.Minute),
            "second" => local.AddSeconds(number - local.Second),
            _ => local.AddTicks((number - local.Millisecond) * TimeSpan.TicksPerMillisecond),
        }));
    }

    static DateTime InMonth(int year, int month, DateTime local) =>
        new DateTime(year, month, Math.Min(local.Day, DateTime.DaysInMonth(year, month)), 0, 0, 0, DateTimeKind.Unspecified) + local.TimeOfDay;
}
