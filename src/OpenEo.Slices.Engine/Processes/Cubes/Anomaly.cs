using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>anomaly: values minus the normals of their time of the year.</summary>
sealed class Anomaly : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "anomaly", "Difference from normals",
        "Subtracts from the values of each temporal label the normal for its day, month, season and so on. Labels of the data are those of "
        + "`aggregate_temporal_period` (`YYYY-01` for a month), or dates; labels of the normals are the same without the year, as those of "
        + "`climatological_normal`. What has no normal becomes no-data, which the log tells.",
        ["climatology", "cubes", "math"],
        [
            new("data", "A cube with one temporal dimension.", CubeTypes.Temporal),
            new("normals", "The normals: a cube with one temporal dimension. Other dimensions that it has must be in the data too, with the same labels.",
                CubeTypes.Temporal),
            new("period", "What the normals are for.", Schema.Parse("""
                {"type":"string","enum":["hour","day","week","dekad","month","season","tropical-season","year","decade","decade-ad","climatology-period",
                 "single-period"]}
                """)),
        ],
        new("The differences; all dimensions stay as they are.", CubeTypes.Temporal))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"monthly"},"normals":{"from_parameter":"normals"},"period":"month"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, normals, period) = (arguments.Cube("data"), arguments.Cube("normals"), arguments.Text("period")!);
        var (time, other) = (TemporalDimensions.Single(cube.Schema, arguments), TemporalDimensions.Single(normals.Schema, arguments));
        var (along, known) = (cube.Schema.Dimensions[time], normals.Schema.Dimensions[other]);
        int[] places = [.. along.Labels.Select(label => Place(arguments, label, known, period))];
        if (places.Length == 0) return new CubeValue(cube);
        if (Array.TrueForAll(places, place => place < 0))
            throw arguments.Invalid("normals", $"there is no normal for any label of the data, such as {Schema.Show(along.Label(0))}; "
                + $"the labels of the normals are {string.Join(", ", known.Labels.Take(12).Select(Schema.Show))}");
        if (places.Contains(-1))
            ArrayResult.Tell(evaluation, "There is no normal for "
                + string.Join(", ", along.Labels.Where((_, i) => places[i] < 0).Take(10).Select(Schema.Show)) + ": the values become no-data.");
        var parts = new List<RasterCube>();
        for (int start = 0, end; start < places.Length; start = end)
        {
            // Labels with and without normals in turns; those with normals are computed together.
            for (end = start + 1; end < places.Length && places[end] < 0 == places[start] < 0;) end++;
            var part = cube.Crop(time, start, end - start);
            parts.Add(Part(arguments, part, places[start] < 0 ? null : Fit(arguments, normals, other, places[start..end], part.Schema, time)));
        }
        return new CubeValue(parts is [var only] ? only : new StackedCube(time, along, parts, parts[0].Schema.With(time, along)));
    }

    static RasterCube Part(Arguments arguments, RasterCube part, RasterCube? normals)
    {
        var (program, rank) = (new ProgramBuilder(), part.Schema.Dimensions.Count);
        var value = Callbacks.Input(program, part.Schema) with { IsBoolean = false };
        if (normals is null) return new ConstantCube(Callbacks.Typed(part.Schema, program.Constant(double.NaN), part.Schema), double.NaN);
        var (normal, difference) = (Callbacks.Input(program, normals.Schema) with { IsBoolean = false }, new Maths.Subtract());
        var result = difference.Invoke(new Arguments(arguments.Process, arguments.Values.SetItem("x", value).SetItem("y", normal)), null!);
        return MapCube.Of(Callbacks.Typed(part.Schema, result, part.Schema, normals.Schema), program, result,
            [Callbacks.Same(rank), Conversions.Along(part.Schema, normals, 1)], part, normals);
    }

    /// <summary>The normals in the order of the data's labels, under the data's names and labels.</summary>
    static RasterCube Fit(Arguments arguments, RasterCube normals, int time, int[] places, CubeSchema data, int along)
    {
        normals = normals.Select(time, places);
        for (var d = 0; d < normals.Schema.Dimensions.Count; d++)
        {
            var offered = normals.Schema.Dimensions[d];
            if (d == time) continue;
            if (data.IndexOf(offered) is not (>= 0 and var index)) throw Unlike(arguments, $"the data has no dimension '{offered.Name}'");
            if (Alignment.Positions(data.Dimensions[index], offered) is not { } positions || positions.Contains(-1))
                throw Unlike(arguments, $"the labels of the dimension '{offered.Name}' are not those of the data");
            normals = Alignment.Choose(normals, d, positions);
        }
        return RelabelledCube.Of(normals.Schema.With(time, data.Dimensions[along]), normals);
    }

    static ProcessGraphException Unlike(Arguments arguments, string reason) => arguments.Invalid("normals", reason);

    static int Place(Arguments arguments, Value label, Dimension normals, string period)
    {
        if (period is "single-period" or "climatology-period")
            return normals.Count == 1 ? 0 : throw arguments.Invalid("normals", $"for a single period there must be one normal, not {normals.Count}");
        var text = Bands.Text(label);
        if (label is StringValue && Temporal.TryParse(text, out var instant)) text = CalendarPeriod.Label(period, CalendarPeriod.Number(period, instant));
        var key = period switch
        {
            "year" or "decade" or "decade-ad" => text,
            "hour" => text.Length > 2 ? text[^2..] : text,
            _ => text.IndexOf('-') is >= 0 and var dash ? text[(dash + 1)..] : text,
        };
        for (var i = 0; i < normals.Count; i++)
            if (Bands.Text(normals.Label(i)) == key) return i;
        return -1;
    }
}
