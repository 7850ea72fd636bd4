using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>aggregate_spatial_window: one value of each window of pixels.</summary>
sealed class AggregateSpatialWindow : Process
{
    /// <summary>Windows of more pixels are not computed with a lane for each of them.</summary>
    const int MostLanes = 400;

    public override ProcessDefinition Definition { get; } = new(
        "aggregate_spatial_window", "Aggregate windows of pixels",
        "Cuts the axes `x` and `y` into windows of the given size that lie side by side, and calls a child process for the pixels of each. Where the "
        + "windows do "
        + "not fit, the cube is filled up with no-data (`pad`) or what is left over is cut off (`trim`), at the sides away from the corner `align`.",
        ["cubes", "aggregate"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("reducer", "The child process, for example `mean`. It gets the values of a window's pixels as an array and returns one value.",
                Schema.Callback(new("The value of the window.", Schema.Any),
                new Parameter("data", "The values of the pixels.", Schema.Array), Callbacks.Context)),
            new("size", "Width (along `x`) and height (along `y`) of the windows in pixels.",
                Schema.Parse("""{"type":"array","minItems":2,"maxItems":2,"items":{"type":"integer","minimum":1}}""")),
            new Parameter("boundary", "Whether windows at the edge are filled up with no-data (`pad`) or left out (`trim`).",
                Schema.Parse("""{"type":"string","enum":["pad","trim"]}""")).Or(Value.Of("pad")),
            new Parameter("align", "The corner at which the first window lies.",
                Schema.Parse("""{"type":"string","enum":["lower-left","upper-left","lower-right","upper-right"]}""")).Or(Value.Of("upper-left")),
            Callbacks.Context,
        ],
        new("The cube with windows in place of pixels: larger pixels, whose labels are the centres of the windows.", CubeTypes.Spatial))
    {
        Experimental = true,
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"size":[3,2],"align":"lower-right","reducer":{"process_graph":{
             "m":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema is not { X: { Size: > 0 } x, Y: { Size: > 0 } y })
            throw arguments.Invalid("data", "the cube has no horizontal axes x and y, or no pixels");
        int[] size = [.. arguments.Array("size").Items.Select(item => (int)Math.Min(((NumberValue)item).Value, int.MaxValue / 4))];
        var (align, pad) = (arguments.Text("align")!, arguments.Text("boundary") == "pad");
        // A cube may run from west to east or back, from north to south or back; the corner is on the ground.
        var (left, columns) = Cut(x.Size, size[0], pad, fromFirst: align.EndsWith("left", StringComparison.Ordinal) == x.Step > 0);
        var (top, rows) = Cut(y.Size, size[1], pad, fromFirst: align.StartsWith("upper", StringComparison.Ordinal) == y.Step < 0);
        if (columns == 0 || rows == 0) throw arguments.Invalid("size", $"no window of {size[0]} × {size[1]} pixels fits into {x.Size} × {y.Size}");
        var pieces = new Pieces(size[0], size[1], left, top);
        var noData = cube.Schema.NoData;
        if (noData is null && pad && (columns * (long)size[0] != x.Size || rows * (long)size[1] != y.Size))
            cube = Conversions.To(cube, cube.Schema.Element.Arithmetic, double.NaN);
        var schema = cube.Schema.With(cube.Schema.IndexOf(x), Pieces.Axis(x, size[0], left, columns))
            .With(cube.Schema.IndexOf(y), Pieces.Axis(y, size[1], top, rows));
        if ((long)size[0] * size[1] > MostLanes) return new CubeValue(AreaReducer.Reduce(cube, schema, pieces, arguments, evaluation));
        var name = string.Concat(schema.Dimensions.Select(dimension => dimension.Name)) + "_cells";
        var cells = LabelledDimension.Of(name, DimensionType.Other, Enumerable.Range(0, size[0] * size[1]).Select(i => i.ToString("D3")));
        var cut = new PiecesCube(schema with { Dimensions = [cells, .. schema.Dimensions] }, cube, pieces);
        return new CubeValue(ReduceDimension.Reduce(cut, 0, arguments.Callback("reducer"), arguments["context"], evaluation));
    }

    static (int First, int Count) Cut(int length, int size, bool pad, bool fromFirst)
    {
        var count = pad ? (length + size - 1) / size : length / size;
        return (fromFirst ? 0 : length - count * size, count);
    }
}
