using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>filter_bbox: the pixels whose centres lie in a bounding box.</summary>
sealed class FilterBbox : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_bbox", "Limit to a bounding box",
        "Keeps the pixels whose centre lies inside a bounding box or on its edge. A box in another coordinate reference system is transformed to "
        + "the cube's first; its envelope there counts. In degrees, a west that is greater than the east crosses the antimeridian. When no "
        + "pixel is left, the axes are empty, and the log says so. "
        + "Of a vector cube the geometries are kept that lie wholly in the box; empty ones are dropped. Boxes have no vertical range here.",
        ["cubes", "filter"],
        [
            new("data", "A raster cube or a vector cube.", CubeTypes.SpatialOrGeometries),
            new("extent", "The bounding box.", CubeTypes.BoundingBox),
        ],
        new("The cube with fewer (or the same) labels on its horizontal axes, or geometries; nothing else changes.", CubeTypes.SpatialOrGeometries))
    {
        Examples =
        [
            """{"arguments":{"data":{"from_parameter":"data"},"extent":{"west":500010,"south":4999930,"east":500050,"north":4999980,"crs":"EPSG:32632"}}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var extent = arguments.Extent("extent", evaluation);
        if (cube.Schema.Geometries is { } geometries) return new CubeValue(Inside(cube, geometries, extent, evaluation.Services.Rasters));
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var (x, y, width, height) = arguments.Pixels("extent", extent, grid, evaluation);
        cube = cube.Crop(cube.Schema.IndexOf(cube.Schema.X), x, width);
        return new CubeValue(cube.Crop(cube.Schema.IndexOf(cube.Schema.Y), y, height));
    }

    static RasterCube Inside(RasterCube cube, GeometryDimension geometries, SpatialExtent extent, IRasterLibrary rasters)
    {
        // The sides are those of the box's own system: geometries go there.
        var box = extent.Continuous;
        var features = Reprojection.To(geometries.Table, extent.Crs, rasters).Features;
        var kept = Enumerable.Range(0, features.Count).Where(i => features[i].Geometry is { IsEmpty: false, EnvelopeInternal: var one }
            && one.MinX >= box.West && one.MaxX <= box.East && one.MinY >= box.South && one.MaxY <= box.North).ToList();
        return Alignment.Choose(cube, cube.Schema.IndexOf(geometries), kept);
    }
}
