using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>aggregate_temporal_period: one value for each period of the calendar.</summary>
sealed class AggregateTemporalPeriod : Process
{
    /// <summary>More labels than these are a mistake in the dates, not a series.</summary>
    const long MaximumPeriods = 100_000;

    public override ProcessDefinition Definition { get; } = new(
        "aggregate_temporal_period", "Aggregate time by periods of the calendar",
        "Calls a child process for all values of each hour, day, week (ISO 8601), dekad (days 1 to 10, 11 to 20, and the rest of the month), month, "
        + "season (starting with December, March, June, September), tropical season (November to April, May to October), year or decade (from a year ending "
        + "in 0; "
        + "`decade-ad`: in 1), in UTC. All periods from the first to the last date get a label, also those without any date.",
        ["aggregate", "climatology", "cubes"],
        [
            new("data", "A data cube.", CubeTypes.Temporal),
            new("period", "The length of the periods.",
                Schema.Parse(new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. CalendarPeriod.Names.Select(name => (JsonNode)name)]) }
                    .ToJsonString())),
            new("reducer",
                "The child process, for example `mean`. It gets the values of a period as a labelled array, which is empty for a period without dates, and "
                + "returns one value.", Schema.Callback(
                new("The value of the period.", Schema.Any),
                new Parameter("data", "The values of the period, with their dates.",
                    Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"description":"Any data type."}}""")), Callbacks.Context)),
            new Parameter("dimension", "Name of the temporal dimension; may be left out when there is only one.", Schema.StringOrNull).OrNull(),
            Callbacks.Context,
        ],
        new(
            "The cube with one label a period: `YYYY-MM-DD-HH` for hours, `YYYY-DDD` for days, `YYYY-01` and so on for weeks, dekads and months, `YYYY-djf`, "
            + "`-mam`, `-jja`, `-son` and `YYYY-ndjfma`, "
            + "`-mjjaso` for seasons (with the year in which they start), and `YYYY` for years and decades.", CubeTypes.Temporal))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist, or the cube has no temporal dimension.")
            .Add(FaultCodes.TooManyDimensions, "The cube has several temporal dimensions and `dimension` is not given."),
        Examples =
        [
            """
            {"title":"Monthly medians","arguments":{"data":{"from_parameter":"data"},"period":"month",
              "reducer":{"process_graph":{"c":{"process_id":"median","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, period) = (arguments.Cube("data"), arguments.Text("period")!);
        var dimension = TemporalDimensions.Single(cube.Schema, arguments);
        var along = cube.Schema.Dimensions[dimension];
        long[] numbers = [.. arguments.Instants("data", along).Select(instant => CalendarPeriod.Number(period, instant))];
        if (numbers.Length == 0) return new CubeValue(cube);
        var (from, to) = (numbers.Min(), numbers.Max());
        if (to - from >= MaximumPeriods)
            throw arguments.Invalid("period",
                $"there are {to - from + 1} periods between {Schema.Show(along.Label(0))} and {Schema.Show(along.Label(along.Count - 1))}");
        var dates = numbers.Select((number, i) => (number, i)).ToLookup(pair => pair.number, pair => pair.i);
        var groups = new List<Group>();
        for (var number = from; number <= to; number++) groups.Add(new Group([.. dates[number]], new StringValue(CalendarPeriod.Label(period, number))));
        return new CubeValue(Group.Aggregate(cube, dimension, groups, arguments.Callback("reducer"), arguments["context"], evaluation));
    }
}
