using System.Collections.Immutable;
using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>climatological_normal: means of each day, month or season over many years.</summary>
sealed class ClimatologicalNormal : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "climatological_normal", "Climatological normals",
        "Computes the mean of all values of the same day of the year, month, season, or of all values, over the years of a climatology period. Seasons are "
        + "December to February and so on, tropical seasons November to April and May to October. A season that begins in the year before the period counts "
        + "when the dates of its first months are there; one that ends after the period does not. Days are counted from 1 January; the 366th day of leap years "
        + "has no normal and is left out, which the log tells.",
        ["cubes", "climatology"],
        [
            new("data", "A cube with one temporal dimension, whose dates cover all years of the climatology period.", CubeTypes.Temporal),
            new("period", "What a mean is computed for.",
                Schema.Parse("""{"type":"string","enum":["day","month","season","tropical-season","climatology-period"]}""")),
            new Parameter("climatology_period", "The first and the last year, both included.",
                Schema.Parse("""{"type":"array","uniqueItems":true,"minItems":2,"maxItems":2,"items":{"type":"integer","subtype":"year"}}"""))
                .Or(new ArrayValue([Value.Of(1981d), Value.Of(2010d)])),
        ],
        new("The cube of means, labelled `001` to `365`, `01` to `12`, `djf`, `mam`, `jja`, `son`, `ndjfma`, `mjjaso`, or `climatology-period`.",
            CubeTypes.Temporal))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"period":"month","climatology_period":[2024,2024]}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, period) = (arguments.Cube("data"), arguments.Text("period")!);
        var dimension = TemporalDimensions.Single(cube.Schema, arguments);
        DateTime[] dates = [.. arguments.Instants("data", cube.Schema.Dimensions[dimension]).Select(instant => instant.UtcDateTime)];
        var years = arguments.Array("climatology_period").Items.Select(year => ((NumberValue)year).Value).ToList();
        var (first, last) = ((int)Math.Clamp(years[0], int.MinValue, int.MaxValue), (int)Math.Clamp(years[^1], int.MinValue, int.MaxValue));
        if (first > last) throw arguments.Invalid("climatology_period", $"the first year ({first}) is after the last ({last})");
        foreach (var year in new[] { first, last })
            if (!Array.Exists(dates, date => date.Year == year))
                throw arguments.Invalid("data", $"the dates must cover the years {first} to {last}, but there is none in {year}");
        var (labels, place) = Periods(period);
        var groups = labels.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < dates.Length; i++)
            if (place(dates[i]) is var (group, begins) && group < groups.Length && Counts(dates, dates[i], period, begins, first, last)) groups[group].Add(i);
        if (period == "day" && Array.Exists(dates, date => date.DayOfYear == 366 && date.Year >= first && date.Year <= last))
            ArrayResult.Tell(evaluation, "The 366th day of leap years has no normal; its values are left out.");
        return new CubeValue(Group.Aggregate(cube, dimension, [.. groups.Zip(labels, (members, label) => new Group(members, Value.Of(label)))],
            Mean(evaluation), Value.Null, evaluation));
    }

    /// <summary>Whether a date counts for its period: the whole of it lies in the years, or its first months before them have dates.</summary>
    static bool Counts(DateTime[] dates, DateTime date, string period, DateTime begins, int first, int last)
    {
        if (period is not ("season" or "tropical-season")) return date.Year >= first && date.Year <= last;
        var ends = begins.AddMonths(period == "season" ? 3 : 6).AddDays(-1);
        if (ends.Year < first || ends.Year > last || begins.Year < first - 1) return false;
        if (begins.Year >= first) return true;
        for (var month = begins; month.Year < first; month = month.AddMonths(1))
            if (!Array.Exists(dates, other => other.Year == month.Year && other.Month == month.Month)) return false;
        return true;
    }

    /// <summary>The labels of a period's parts; and of a date the part it is in and when that began.</summary>
    static (string[] Labels, Func<DateTime, (int Group, DateTime Begins)> Place) Periods(string period) => period switch
    {
        "day" => (Numbered(365, "000"), date => (date.DayOfYear - 1, date.Date)),
        "month" => (Numbered(12, "00"), date => (date.Month - 1, new DateTime(date.Year, date.Month, 1))),
        "season" => (["djf", "mam", "jja", "son"], date => (date.Month % 12 / 3, Start(date, date.Month % 3))),
        "tropical-season" => (["ndjfma", "mjjaso"], date => (date.Month is >= 5 and <= 10 ? 1 : 0, Start(date, (date.Month + 1) % 6))),
        _ => (["climatology-period"], date => (0, new DateTime(date.Year, 1, 1))),
    };

    // The year 1 has no year before it.
    static DateTime Start(DateTime date, int monthsBefore) => new DateTime(date.Year, date.Month, 1) is var month && month.Year > 1
        ? month.AddMonths(-monthsBefore) : month;

    static string[] Numbered(int count, string format) => [.. Enumerable.Range(1, count).Select(i => i.ToString(format, CultureInfo.InvariantCulture))];

    static CallbackValue Mean(Evaluation evaluation) => new(
        new ProcessGraph([new Node("mean", "mean", "backend",
            ImmutableSortedDictionary<string, Argument>.Empty.Add("data", new Argument.FromParameter("data")), true)]),
        ImmutableDictionary<string, Value>.Empty, evaluation.Node);
}
