using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>apply_neighborhood: a child process computes a cube part by part.</summary>
sealed class ApplyNeighborhood : Process
{
    static readonly Schema Part = Schema.Parse("""
        [{"title":"Several dimensions","type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]}]},
         {"title":"One dimension","type":"array","subtype":"labeled-array"}]
        """);

    public override ProcessDefinition Definition { get; } = new(
        "apply_neighborhood", "Compute a cube part by part",
        "Cuts a cube into parts of the given size, hands each with its overlap to a child process, and puts together what comes back without the overlap. "
        + "A part with at most one dimension of more than one label is handed over as a labelled array. Beyond the edges of the spatial axes the overlap is "
        + "no-data; along other dimensions it ends where the labels end. The last part along a dimension may be smaller. Parts in time may be durations, "
        + "counted from midnight of the first date on, or periods of the calendar such as `month`.",
        ["cubes"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("process", "The child process. What it returns must have the dimensions, or the length, of what it gets.", Schema.Callback(
                new("The new values of the part, with its overlap.", Schema.Parse("""
                    [{"title":"Several dimensions","type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]}]},
                     {"title":"One dimension","type":"array"}]
                    """)),
                new Parameter("data", "The part with its overlap.", Part), Callbacks.Context)),
            new("size", "Size of the parts along each dimension; dimensions that are not named are not cut.", Sizes("All values")),
            new Parameter("overlap", "By how much the parts reach into their neighbours along each dimension, on both sides.",
                Schema.Parse($$"""[{"title":"No overlap","type":"null"},{{Sizes("No values").ToJson().ToJsonString()}}]""")).OrNull(),
            Callbacks.Context,
        ],
        new("The cube with the new values; all dimensions stay as they are.", CubeTypes.Spatial))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist.")
            .Add(FaultCodes.DataCubePropertiesImmutable, "What the child process returns has other dimensions or labels than what it got."),
        Examples =
        [
            """
            {"title":"Rank of each date, pixel by pixel and month by month","arguments":{"data":{"from_parameter":"data"},
             "size":[{"dimension":"x","value":1,"unit":"px"},{"dimension":"y","value":1,"unit":"px"},{"dimension":"bands","value":1},
              {"dimension":"t","value":"P1M"}],
             "process":{"process_graph":{"s":{"process_id":"sort","arguments":{"data":{"from_parameter":"data"},"nodata":true},"result":true}}}}}
            """,
            """
            {"title":"Smooth tiles of 4 pixels that overlap","arguments":{"data":{"from_parameter":"data"},
             "size":[{"dimension":"x","value":4,"unit":"px"},{"dimension":"y","value":40,"unit":"m"}],
             "overlap":[{"dimension":"x","value":1,"unit":"px"},{"dimension":"y","value":1,"unit":"px"}],
             "process":{"process_graph":{"k":{"process_id":"apply_kernel",
              "arguments":{"data":{"from_parameter":"data"},"kernel":[[1,2,1],[2,4,2],[1,2,1]],"factor":0.0625},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var parts = new NeighborhoodSizes(arguments, evaluation).Parts(cube.Schema);
        if (Array.Exists(parts, along => along.Length == 0)) return new CubeValue(cube);
        int[] extended = [.. Enumerable.Range(0, parts.Length).Where(d => parts[d].Any(part => part.Length > 1))];
        if (extended.Length > 1) return new CubeValue(Cubes(arguments, evaluation, cube, parts));
        var time = cube.Schema.IndexOf(cube.Schema.Find(DimensionType.Temporal));
        return new CubeValue(Arrays(arguments, evaluation, cube, extended is [var only] ? only : Math.Max(time, 0), parts));
    }

    static Schema Sizes(string nothing) => Schema.Parse("""
        {"type":"array","items":{"type":"object","subtype":"chunk-size","required":["dimension","value"],"properties":{
          "dimension":{"type":"string"},
          "value":{"default":null,"anyOf":[
            {"type":"null","title":"NOTHING"},
            {"type":"number","minimum":0,"description":"In the unit of `unit`."},
            {"type":"string","subtype":"duration","description":"A duration of ISO 8601, such as `P1D`.",
             "pattern":"^(-?)P(?=\\d|T\\d)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)([DW]))?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:\\.\\d+)?)S)?)?$"}]},
          "unit":{"description":"Pixels (`px`) or metres (`m`); by default the unit of the coordinates.","default":null,"anyOf":[
            {"title":"Unit of the coordinates","type":"null"},
            {"title":"A unit","type":"string","enum":["px","m"]}]}}}}
        """.Replace("NOTHING", nothing, StringComparison.Ordinal));

    /// <summary>Each part as a cube.</summary>
    static NeighborhoodCube Cubes(Arguments arguments, Evaluation evaluation, RasterCube cube, Neighborhood[][] parts)
    {
        // Where parts reach beyond the edges, no-data must have a place.
        if (cube.Schema is { NoData: null } && parts.Any(along => along.Any(part => part.Before + part.After > 0)))
            cube = Conversions.To(cube, cube.Schema.Element.Arithmetic, double.NaN);
        var (process, context) = (arguments.Callback("process"), arguments["context"]);
        Neighborhood[] first = [.. parts.Select(along => along[0])];
        var type = Child(new ConstantCube(NeighborhoodCube.PartOf(cube.Schema, first), 0), evaluation).Schema;
        // Later calls have an evaluation of their own, because many are under way at a time, and say nothing that was not said before.
        var services = evaluation.Services with { Log = null };
        var schema = cube.Schema.With(type.Element, type.NoData) with { Scales = type.Scales, Names = cube.Schema.Names };
        return new NeighborhoodCube(schema, cube, parts, part => Child(part, new Evaluation(services)));

        RasterCube Child(RasterCube part, Evaluation with) =>
            with.Call(process, ("data", new CubeValue(part)), ("context", context)) is CubeValue { Cube: var result }
                && SameDimensions(part.Schema, result.Schema)
                ? result
                : throw Changed("a cube with the dimensions and labels of the part");
    }

    /// <summary>Each part as an array along a dimension.</summary>
    static RasterCube Arrays(Arguments arguments, Evaluation evaluation, RasterCube cube, int dimension, Neighborhood[][] parts)
    {
        var (schema, along, rank) = (cube.Schema, cube.Schema.Dimensions[dimension], cube.Schema.Dimensions.Count);
        var made = new List<RasterCube>();
        foreach (var part in parts[dimension])
        {
            var (program, slots, items, labels) = (new ProgramBuilder(), new List<Slot>(), new List<Value>(), new List<Value>());
            for (var i = part.Start - part.Before; i < part.End + part.After; i++)
            {
                var inside = i >= 0 && i < along.Count;
                labels.Add(along is SpatialDimension axis ? Value.Of(axis.Centre(i)) : along.Label(i));
                items.Add(inside ? Callbacks.Input(program, schema) : Value.Null);
                if (inside) slots.Add(Callbacks.At(dimension, i, rank));
            }
            var result = evaluation.Call(arguments.Callback("process"), ("data", new ArrayValue([.. items], [.. labels])), ("context", arguments["context"]));
            if (result is not ArrayValue) throw Changed($"an array of {part.Length} elements");
            var elements = ArrayResult.Elements(arguments, "process", result, evaluation);
            if (elements.Length != part.Length) throw Changed($"an array of {part.Length} elements, not {elements.Length}");
            int[] own = [.. Enumerable.Range(part.Start, part.Count)];
            made.Add(ArrayResult.Cube(schema.With(dimension, along.Select(own)), dimension, program, elements.Slice(part.Before, part.Count), slots, cube));
        }
        var (element, noData) = Conversions.Common([.. made.Select(one => one.Schema)], gaps: false);
        var all = schema.With(element, noData) with { Scales = made[0].Schema.Scales };
        return made is [var only] ? only : new StackedCube(dimension, along, [.. made.Select(one => Conversions.To(one, element, noData))], all);
    }

    static bool SameDimensions(CubeSchema part, CubeSchema result) => part.Dimensions.Count == result.Dimensions.Count
        && part.Dimensions.Zip(result.Dimensions).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type
            && pair.First.Count == pair.Second.Count && Alignment.Positions(pair.First, pair.Second) is { } positions
            && positions.Index().All(entry => entry.Index == entry.Item));

    static ProcessGraphException Changed(string wanted) => Arguments.Fault(FaultCodes.DataCubePropertiesImmutable,
        "The dimension properties (name, type, labels, reference system and resolution) must remain unchanged: the child process must return " + wanted + ".",
        "process");
}
