using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>reduce_dimension: a child process turns the values along a dimension into one value; the dimension is gone.</summary>
sealed class ReduceDimension : Process
{
    static readonly Returns Reduced = new("The value of the reduced cell.", Schema.Any);

    public override ProcessDefinition Definition { get; } = new(
        "reduce_dimension", "Reduce a dimension",
        "Calls a child process for all values along a dimension, for each combination of labels of the other dimensions, and puts the single value "
        + "that it returns in their place. The dimension is dropped; all others stay as they are.",
        ["cubes", "reducer"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("reducer", "The child process, for example `mean`. It gets the values along the dimension as a labelled array and returns one value.",
                Schema.Callback(
                Reduced, new Parameter("data", "The values along the dimension, with the dimension's labels.",
                    Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"description":"Any data type."}}""")), Callbacks.Context)),
            new("dimension", "Name of the dimension to reduce.", Schema.String),
            Callbacks.Context,
        ],
        new("The cube without the dimension.", Schema.Cube))
    {
        Exceptions = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
        .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples =
        [
            """
            {"title":"Median over time","arguments":{"data":{"from_parameter":"data"},"dimension":"t",
              "reducer":{"process_graph":{"c":{"process_id":"median","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var dimension = Callbacks.Dimension(cube.Schema, arguments.Text("dimension")!);
        cube = HeldCube.For(cube, dimension);
        return new CubeValue(Reduce(cube, dimension, arguments.Callback("reducer"), arguments["context"], evaluation));
    }

    /// <summary>The cube with a dimension reduced by a child process.</summary>
    internal static RasterCube Reduce(RasterCube cube, int dimension, CallbackValue reducer, Value context, Evaluation evaluation)
    {
        var (schema, along) = (cube.Schema, cube.Schema.Dimensions[dimension]);
        var program = new ProgramBuilder();
        var items = Enumerable.Range(0, along.Count).Select(_ => (Value)Callbacks.Input(program, schema)).ToArray();
        var value = evaluation.Call(reducer, ("data", new ArrayValue([.. items], [.. along.Labels])), ("context", context));
        var reduced = Callbacks.Typed(schema with { Dimensions = [.. schema.Dimensions.Where((_, i) => i != dimension)] }, value, schema);
        if (along.Type == DimensionType.Bands)
            reduced = reduced with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() };
        return MapCube.Of(reduced, program, value,
            [.. Enumerable.Range(0, along.Count).Select(i => Callbacks.Without(dimension, i, schema.Dimensions.Count))], cube);
    }
}
