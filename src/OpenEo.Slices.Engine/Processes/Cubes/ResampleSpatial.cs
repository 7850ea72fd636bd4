using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>resample_spatial: other pixel size, other projection.</summary>
sealed class ResampleSpatial : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "resample_spatial", "Resample the horizontal axes",
        "Computes the cube for another pixel size, another projection, or both. With a new pixel size alone, one corner of the extent stays where it is. "
        + "With a new "
        + "projection the grid covers the whole extent and its corners lie at multiples of the pixel size; without a pixel size that of square pixels is "
        + "taken which are about as "
        + "large as before. Pixels without data under them are no-data.",
        ["cubes", "reproject"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new Parameter("resolution", "The new pixel size in units of the target's projection, one number or one for x and one for y. 0 keeps what is.",
                Schema.Parse("""
                [{"description":"The same for x and y.","type":"number","minimum":0},
                 {"description":"For x, then for y.","type":"array","minItems":2,"maxItems":2,"items":{"type":"number","minimum":0}}]
                """)).Or(new NumberValue(0)),
            new Parameter("projection", "The new coordinate reference system: an EPSG code or WKT2. `null` keeps what is.", Schema.Parse("""
                [{"title":"EPSG code","type":"integer","subtype":"epsg-code","minimum":1000,"examples":[3857]},
                 {"title":"WKT2","type":"string","subtype":"wkt2-definition"},
                 {"title":"Keep","type":"null"}]
                """)).OrNull(),
            new Parameter("method", "How a pixel is computed from those under it; names and meanings are those of gdalwarp. No-data takes no part.",
                MethodSchema).Or(new StringValue("near")),
            new Parameter("align", "The corner of the extent that stays where it is when only the pixel size changes.",
                Schema.Parse("""{"type":"string","enum":["lower-left","upper-left","lower-right","upper-right"]}""")).Or(new StringValue("upper-left")),
        ],
        new("The cube with other labels on its horizontal axes; other dimensions stay as they are.", CubeTypes.Spatial))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"resolution":20}}"""],
    };

    /// <summary>The names of the methods.</summary>
    internal static Schema MethodSchema => Schema.Parse(new JsonObject
    {
        ["type"] = "string",
        ["enum"] = new JsonArray(
            [.. Enum.GetNames<Resampling>().Select(name => (JsonNode)name.ToLowerInvariant())
                .OrderBy(name => name.GetValue<string>(), StringComparer.Ordinal)]),
    }.ToJsonString());

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, rasters) = (arguments.Cube("data"), evaluation.Services.Rasters);
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var (width, height) = arguments["resolution"] is ArrayValue pair ? (Size(pair.Items[0]), Size(pair.Items[1]))
            : (Size(arguments["resolution"]), Size(arguments["resolution"]));
        try
        {
            if (Target(arguments, grid, width, height, rasters) is not { } target) return new CubeValue(cube);
            var method = Enum.Parse<Resampling>(arguments.Text("method")!, ignoreCase: true);
            return new CubeValue(WarpedCube.Of(Overviews.Of(cube, target, method, rasters, evaluation.Services.Log, evaluation.Node), target, method, rasters));
        }
        catch (OverflowException)
        {
            throw arguments.Invalid("resolution", "the pixels would be too many: the resolution is in units of the target's projection");
        }
    }

    /// <summary>The target's grid, or null when it is the cube's own.</summary>
    static Grid? Target(Arguments arguments, Grid grid, double width, double height, IRasterLibrary rasters)
    {
        if (grid.Width == 0 || grid.Height == 0) throw arguments.Invalid("data", "the cube has no pixels");
        if (arguments["projection"] is not NullValue)
        {
            if (SpatialExtent.ParseCrs(arguments["projection"], rasters) is not { } crs)
                throw arguments.Invalid("projection", "expected an EPSG code or a WKT2 text that is known");
            if (grid.Crs is not { } own) throw arguments.Invalid("projection", "the cube has no coordinate reference system from which to project");
            if (!crs.Equals(SpatialExtent.ParseCrs(new StringValue(own), rasters), StringComparison.OrdinalIgnoreCase))
            {
                var bounds = BoundsIn(grid, own, crs, rasters);
                if (!double.IsFinite(bounds.West + bounds.South + bounds.East + bounds.North))
                    throw arguments.Invalid("projection", $"the cube's extent does not lie in the domain of {crs}");
                return TargetGrid.Projected(grid, crs, bounds, width, height);
            }
        }
        var (ownWidth, ownHeight) = (Math.Abs(grid.StepX), Math.Abs(grid.StepY));
        if (width == 0) width = ownWidth;
        if (height == 0) height = ownHeight;
        if (width == ownWidth && height == ownHeight) return null;
        var corner = arguments.Text("align")!;
        return TargetGrid.Resized(grid, width, height, corner.EndsWith("left", StringComparison.Ordinal), corner.StartsWith("upper", StringComparison.Ordinal));
    }

    static BoundingBox BoundsIn(Grid grid, string own, string crs, IRasterLibrary rasters)
    {
        try
        {
            return rasters.Transform(grid.Bounds, own, crs);
        }
        catch (RasterException)
        {
            return new BoundingBox(double.NaN, double.NaN, double.NaN, double.NaN);
        }
    }

    static double Size(Value value) => ((NumberValue)value).Value;
}
