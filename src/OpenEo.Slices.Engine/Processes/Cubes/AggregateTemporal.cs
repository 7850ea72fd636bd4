using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>aggregate_temporal: one value for each of some intervals of time.</summary>
sealed class AggregateTemporal : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "aggregate_temporal", "Aggregate time by intervals",
        "Calls a child process for all values in each of the given intervals, which may overlap. The start of an interval (included) and its end (excluded) "
        + "are dates, "
        + "date-times or times of day in UTC; an interval of times of day may run past midnight. One of both may be `null` for an open interval. The results "
        + "are labelled with "
        + "`labels` or else with the starts of the intervals.",
        ["cubes", "aggregate"],
        [
            new("data", "A data cube.", CubeTypes.Temporal),
            new("intervals", "Start and end of each interval.", Schema.Parse("""
                {"type":"array","subtype":"temporal-intervals","minItems":1,"items":{"type":"array","subtype":"temporal-interval","uniqueItems":true,
                 "minItems":2,"maxItems":2,"items":{"anyOf":[
                  {"type":"string","format":"date-time","subtype":"date-time","description":"Date and time with time zone."},
                  {"type":"string","format":"date","subtype":"date","description":"A date: its midnight in UTC."},
                  {"type":"string","subtype":"time","pattern":"^\\d{2}:\\d{2}:\\d{2}$","description":"A time of day in UTC."},
                  {"type":"null"}]}},
                  "examples":[[["2015-01-01","2016-01-01"],["2016-01-01","2017-01-01"]],[["06:00:00","18:00:00"],["18:00:00","06:00:00"]]]}
                """)),
            new("reducer",
                "The child process, for example `mean`. It gets the values of an interval as a labelled array, which is empty for an interval without dates, "
                + "and returns one value.", Schema.Callback(
                new("The value of the interval.", Schema.Any),
                new Parameter("data", "The values of the interval, with their dates.",
                    Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"description":"Any data type."}}""")), Callbacks.Context)),
            new Parameter("labels", "Labels of the results, one an interval and all different. Needed when starts of intervals are equal or open.",
                Schema.Parse("""{"type":"array","uniqueItems":true,"items":{"type":["number","string"]}}""")).Or(new ArrayValue([])),
            new Parameter("dimension", "Name of the temporal dimension; may be left out when there is only one.", Schema.StringOrNull).OrNull(),
            Callbacks.Context,
        ],
        new("The cube with one label an interval.", CubeTypes.Temporal))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist, or the cube has no temporal dimension.")
            .Add(FaultCodes.DistinctDimensionLabelsRequired, "Two results would have the same label.")
            .Add(FaultCodes.TemporalExtentEmpty, "An interval is empty: its end must be later than its start.")
            .Add(FaultCodes.TooManyDimensions, "The cube has several temporal dimensions and `dimension` is not given."),
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"intervals":[["2024-01-01","2024-01-15"],["2024-01-15","2024-02-15"]],
              "reducer":{"process_graph":{"c":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, intervals, labels) = (arguments.Cube("data"), arguments.Array("intervals").Items, arguments.Array("labels").Items);
        var dimension = TemporalDimensions.Single(cube.Schema, arguments);
        var spans = intervals.Select(interval => Interval(arguments, interval)).ToList();
        if (!labels.IsEmpty && labels.Length != intervals.Length)
            throw arguments.Invalid("labels", $"there are {labels.Length} labels for {intervals.Length} intervals");
        if (labels.IsEmpty) labels = [.. intervals.Select(interval => ((ArrayValue)interval).Items[0])];
        if (labels.Distinct().Count() < labels.Length || labels.Contains(Value.Null))
            throw Arguments.Fault(FaultCodes.DistinctDimensionLabelsRequired,
                "The dimension labels have duplicate values or none. Distinct labels must be specified.", "labels");
        var instants = arguments.Instants("data", cube.Schema.Dimensions[dimension]);
        var groups = spans.Zip(labels, (contains, label) => new Group([.. Enumerable.Range(0, instants.Length).Where(at => contains(instants[at]))], label))
            .ToList();
        return new CubeValue(Group.Aggregate(cube, dimension, groups, arguments.Callback("reducer"), arguments["context"], evaluation));
    }

    /// <summary>Whether an instant is in an interval of instants or of times of day.</summary>
    static Func<DateTimeOffset, bool> Interval(Arguments arguments, Value interval)
    {
        if (interval is not ArrayValue { Items: [var first, var second] } || !TryTime(first, TimeSpan.Zero, out var from)
            || !TryTime(second, TimeSpan.FromDays(1), out var to) || first is NullValue && second is NullValue)
            return arguments.Interval("intervals", interval).Contains;
        if (from == to)
            throw Arguments.Fault(FaultCodes.TemporalExtentEmpty,
                "At least one of the intervals is empty. The second instant in time must always be greater/later than the first instant.", "intervals");
        return from < to
            ? instant => instant.UtcDateTime.TimeOfDay >= from && instant.UtcDateTime.TimeOfDay < to
            : instant => instant.UtcDateTime.TimeOfDay >= from || instant.UtcDateTime.TimeOfDay < to;
    }

    static bool TryTime(Value value, TimeSpan open, out TimeSpan time)
    {
        time = open;
        return value is NullValue || value is StringValue text && Temporal.TryTimeOfDay(text.Value, out time);
    }
}
