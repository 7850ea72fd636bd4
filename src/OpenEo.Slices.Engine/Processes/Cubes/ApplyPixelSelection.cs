using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>apply_pixel_selection: a composite of all dates by a rule.</summary>
sealed class ApplyPixelSelection : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "apply_pixel_selection", "Composite of dates by a rule",
        "Makes one image of all dates, band by band: the first valid value (`first`), the highest, lowest, mean or median one, the standard deviation of the "
        + "values (`stdev`, of the population), or how many are valid (`count`). `lastbandlow` and `lastbandhigh` take all bands of the date on which the last "
        + "band is lowest or highest, and drop that band. The temporal dimension is dropped.",
        ["cubes", "reducer"],
        [
            new("data", "A raster data cube with one temporal dimension.", CubeTypes.Temporal),
            new Parameter("pixel_selection", "The rule.", Schema.Parse("""
                {"type":"string","enum":["first","highest","lowest","mean","median","stdev","lastbandlow","lastbandhigh","lastbandhight","count"]}
                """)).Or(Value.Of("first")),
        ],
        new("The cube without the temporal dimension.", Schema.Cube))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "The cube has no temporal dimension, or no bands where a rule needs them."),
        Examples =
        [
            """{"arguments":{"data":{"from_parameter":"data"},"pixel_selection":"median"}}""",
            """{"arguments":{"data":{"from_parameter":"data"},"pixel_selection":"lastbandlow"}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, rule) = (arguments.Cube("data"), arguments.Text("pixel_selection")!);
        var time = TemporalDimensions.Single(cube.Schema, arguments);
        if (rule.StartsWith("lastband", StringComparison.Ordinal))
            return new CubeValue(ByLastBand(cube, time, rule == "lastbandlow" ? "min" : "max", evaluation));
        var schema = cube.Schema;
        var program = new ProgramBuilder();
        var items = Lanes(program, schema, schema.Dimensions[time].Count);
        var value = rule switch
        {
            "first" => Reduced(evaluation, "first", items),
            "highest" => Reduced(evaluation, "max", items),
            "lowest" => Reduced(evaluation, "min", items),
            "stdev" => Deviation(evaluation, items),
            _ => Reduced(evaluation, rule, items),
        };
        var result = Callbacks.Typed(schema with { Dimensions = [.. schema.Dimensions.Where((_, d) => d != time)] }, value, schema);
        return new CubeValue(MapCube.Of(result, program, value,
            [.. Enumerable.Range(0, items.Items.Length).Select(i => Callbacks.Without(time, i, schema.Dimensions.Count))], cube));
    }

    /// <summary>All bands but the last, of the date on which that is lowest or highest.</summary>
    static RasterCube ByLastBand(RasterCube cube, int time, string best, Evaluation evaluation)
    {
        var schema = cube.Schema;
        if (Bands.Dimensions(schema) is not [var bands] || schema.Dimensions[bands].Count < 2)
            throw Arguments.Fault(FaultCodes.DimensionNotAvailable, "The last band decides, so that the cube needs a dimension of at least two bands.", "data");
        var (dates, count, rank) = (schema.Dimensions[time].Count, schema.Dimensions[bands].Count, schema.Dimensions.Count);
        var (program, slots) = (new ProgramBuilder(), new List<Slot>());
        var lanes = Enumerable.Range(0, count).Select(band =>
        {
            for (var i = 0; i < dates; i++)
                slots.Add(new Slot(0, [.. Enumerable.Range(0, rank).Select(d => d == time || d == bands ? -1 : d > time ? d - 1 : d)],
                    [.. Enumerable.Range(0, rank).Select(d => d == time ? i : d == bands ? band : 0)]));
            return Lanes(program, schema, dates);
        }).ToList();
        var place = Call(evaluation, "array_find", ("data", lanes[^1]), ("value", Reduced(evaluation, best, lanes[^1])));
        ImmutableArray<Value> chosen = [.. lanes.SkipLast(1)
            .Select(band => (Value)(program.Emit(new GatherKernel(dates), isBoolean: false, [.. band.Items, place]) with
        {
            KeepsType = true,
        }))];
        var kept = schema with
        {
            Dimensions = [.. schema.Dimensions.Select((dimension, d) => d == bands ? dimension.Select([.. Enumerable.Range(0, count - 1)]) : dimension)
                .Where((_, d) => d != time)],
        };
        return ArrayResult.Cube(kept, bands > time ? bands - 1 : bands, program, chosen, slots, cube);
    }

    static Value Deviation(Evaluation evaluation, ArrayValue items)
    {
        var mean = Reduced(evaluation, "mean", items);
        ImmutableArray<Value> squares = [.. items.Items.Select(item => Call(evaluation, "subtract", ("x", item), ("y", mean)))
            .Select(difference => Call(evaluation, "multiply", ("x", difference), ("y", difference)))];
        return Call(evaluation, "sqrt", ("x", Reduced(evaluation, "mean", new ArrayValue(squares))));
    }

    static ArrayValue Lanes(ProgramBuilder program, CubeSchema schema, int count) =>
        new([.. Enumerable.Range(0, count).Select(_ => (Value)(Callbacks.Input(program, schema) with { IsBoolean = false }))]);

    static Value Reduced(Evaluation evaluation, string reducer, ArrayValue items) => Call(evaluation, reducer, ("data", items));

    static Value Call(Evaluation evaluation, string id, params (string Name, Value Value)[] given)
    {
        var process = ProcessCatalog.Find(id)!;
        var values = process.Definition.Parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Default);
        foreach (var (name, value) in given) values = values.SetItem(name, value);
        return process.Invoke(new Arguments(id, values), evaluation);
    }
}
