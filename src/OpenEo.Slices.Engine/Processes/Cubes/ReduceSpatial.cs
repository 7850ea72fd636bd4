using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Vectors;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>reduce_spatial: one value of all pixels.</summary>
sealed class ReduceSpatial : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "reduce_spatial", "Reduce the horizontal axes",
        "Calls a child process for all pixels along the axes `x` and `y`, for each combination of labels of the other dimensions, and puts the single value "
        + "that it returns in their place. Both axes are dropped. The pixels are handed over row by row, but nothing should depend on their order.",
        ["aggregate", "cubes", "reducer"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("reducer", "The child process, for example `mean`. It gets the values of all pixels as an array and returns one value.",
                Schema.Callback(new("The value of all pixels.", Schema.Any),
                new Parameter("data", "The values of the pixels.", Schema.Array), Callbacks.Context)),
            Callbacks.Context,
        ],
        new("The cube without the axes `x` and `y`.", Schema.Cube))
    {
        Experimental = true,
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"reducer":{"process_graph":{
             "m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema is not { X: { Size: > 0 } x, Y: { Size: > 0 } y } schema)
            throw arguments.Invalid("data", "the cube has no horizontal axes x and y, or no pixels");
        CubeSchema left = schema with { Dimensions = [.. schema.Dimensions.Where(dimension => dimension.Name != x.Name && dimension.Name != y.Name)] };
        if (ZonalReduction.OfAll(cube, arguments.Callback("reducer"), arguments["context"], evaluation) is { } streamed)
        {
            var typed = AreaReducer.Typed(schema, left, arguments.Callback("reducer"), arguments["context"], evaluation);
            return new CubeValue(Conversions.Arrange(typed, streamed));
        }
        var single = schema.With(schema.IndexOf(x), Pieces.Axis(x, x.Size, 0, 1)).With(schema.IndexOf(y), Pieces.Axis(y, y.Size, 0, 1));
        var reduced = AreaReducer.Reduce(cube, single, new Pieces(x.Size, y.Size, 0, 0), arguments, evaluation);
        return new CubeValue(ArrangedCube.Of(left.Dimensions, reduced));
    }
}
