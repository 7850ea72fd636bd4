using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>aggregate_spatial: a child process turns the pixels of each geometry into one value.</summary>
sealed class AggregateSpatial : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "aggregate_spatial", "Statistics of geometries",
        "Calls a child process for the pixels of each geometry, for each combination of labels of the other dimensions (times, bands). Polygons have the "
        + "pixels "
        + "whose centre they hold, lines those that they pass through, points the one that they lie in. A pixel may belong to several geometries. A geometry "
        + "without pixels has no-data. All geometries are computed in one pass over the data; `mean`, `sum`, `min`, `max`, `count`, `sd`, `variance` and "
        + "what is "
        + "computed of them need no memory for the pixels, other processes that of the geometries that are under way. A child process that returns an "
        + "array, such "
        + "as several reducers in `array_create`, adds a dimension `result`.",
        ["cubes", "aggregate"],
        [
            new("data", "A raster cube. Only the part below the geometries is read.", CubeTypes.Spatial),
            new("geometries", "The geometries, in any coordinate reference system. Their properties are kept.", VectorTypes.CubeOrGeoJson),
            new("reducer", "The child process, for example `mean`. It gets the pixels of a geometry, row by row, and returns one value.", Schema.Callback(
                new("The value of the geometry.", Schema.Any), new Parameter("data", "The pixels.",
                    Schema.Parse("""{"type":"array","items":{"description":"Any data type."}}""")), Callbacks.Context)),
            new Parameter("target_dimension", "Name of a new dimension of the type `other` with the labels `value`, `total_count` and `valid_count`: the "
                + "value, how "
                + "many pixels the geometry has, and how many of them are valid. `null`: the value alone.", Schema.StringOrNull).OrNull(),
            Callbacks.Context,
        ],
        new("A vector cube: the geometries in place of the horizontal axes, all other dimensions as they were.", VectorTypes.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.TargetDimensionExists, "There is a dimension with the name given as target dimension."),
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"geometries":{"type":"Polygon","coordinates":[[[8.9,45.1],[9.1,45.1],[9.1,45.2],[8.9,45.2],
              [8.9,45.1]]]},"reducer":{"process_graph":{"c":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema.Grid is null) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var geometries = arguments.Geometries("geometries", evaluation);
        var target = arguments.Text("target_dimension");
        if (target is not null && (cube.Schema.IndexOf(target) >= 0 || target == geometries.Name))
            throw Arguments.Fault(FaultCodes.TargetDimensionExists, $"A dimension with the name '{target}' already exists.", "target_dimension");
        if (cube.Schema.IndexOf(geometries.Name) >= 0)
            throw arguments.Invalid("geometries", $"the raster cube has a dimension '{geometries.Name}' too; rename one of the two");
        var (part, zones) = ZonedPart.Of(cube, geometries.Table, evaluation.Services.Rasters);
        var empty = zones.Count(zone => zone.Pixels == 0);
        if (empty > 0)
            evaluation.Services.Log?.Log(LogSeverity.Warning,
                $"{empty} of {zones.Length} geometries have no pixel of the data: they are empty, outside, or hold no pixel's centre. Their values are "
                + "no-data.",
                evaluation.Node);
        return new CubeValue(new ZonalReduction(part, geometries, zones, arguments.Callback("reducer"), arguments["context"], evaluation).Cube(target));
    }
}
