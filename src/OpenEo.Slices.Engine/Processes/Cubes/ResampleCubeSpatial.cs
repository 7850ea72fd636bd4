using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>resample_cube_spatial: onto the pixel grid of another cube.</summary>
sealed class ResampleCubeSpatial : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "resample_cube_spatial", "Resample to the grid of another cube",
        "Computes a cube for the pixels of another one: its projection, pixel size and extent. Pixels without data under them are no-data.",
        ["cubes", "reproject"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("target", "The cube whose pixel grid is taken; its values do not matter.", CubeTypes.Spatial),
            new Parameter("method", "How a pixel is computed from those under it; names and meanings are those of gdalwarp. No-data takes no part.",
                ResampleSpatial.MethodSchema).Or(new StringValue("near")),
        ],
        new("The cube with the horizontal labels of the target; other dimensions stay as they are.", CubeTypes.Spatial))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"target":{"from_parameter":"one_band"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target) = (arguments.Cube("data"), arguments.Cube("target").Schema);
        if (cube.Schema is not { X: { } x, Y: { } y, Grid: { } grid }) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        if (target is not { X: { } targetX, Y: { } targetY, Grid: { } wanted }) throw arguments.Invalid("target", "the cube has no horizontal axes x and y");
        if ((grid.Crs is null) != (wanted.Crs is null)) throw arguments.Invalid("target", "one of the two cubes has no coordinate reference system");
        // On one grid with the target inside, resampling is a crop by any method.
        if (Alignment.Positions(targetX, x) is { } columns && Alignment.Positions(targetY, y) is { } rows && !columns.Contains(-1) && !rows.Contains(-1))
            return new CubeValue(Alignment.Choose(Alignment.Choose(cube, cube.Schema.IndexOf(x), columns), cube.Schema.IndexOf(y), rows));
        var (method, services) = (Enum.Parse<Resampling>(arguments.Text("method")!, ignoreCase: true), evaluation.Services);
        var source = Overviews.Of(cube, wanted, method, services.Rasters, services.Log, evaluation.Node);
        return new CubeValue(WarpedCube.Of(source, wanted, method, services.Rasters));
    }
}
