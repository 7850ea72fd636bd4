using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>filter_spatial: the pixels that geometries have.</summary>
sealed class FilterSpatial : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_spatial", "Limit to geometries",
        "Keeps the pixels of geometries: of polygons those whose centre they hold, of lines those that they pass through, of points the one that they lie "
        + "in. The "
        + "cube is cut to the box around the geometries; other pixels in it are no-data. It is an error when no pixel is left. `mask_polygon` masks without "
        + "cutting.",
        ["cubes", "filter"],
        [
            new("data", "A raster cube.", CubeTypes.Spatial),
            new("geometries", "The geometries, in any coordinate reference system.", VectorTypes.CubeOrGeoJson),
        ],
        new("The cube with fewer (or the same) labels on its horizontal axes; nothing else changes.", CubeTypes.Spatial))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"geometries":{"type":"Point","coordinates":[9.0004,45.1534]}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, table, rasters) = (arguments.Cube("data"), arguments.Geometries("geometries", evaluation).Table, evaluation.Services.Rasters);
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var zones = Zones.Of(table, grid, rasters).Where(zone => zone.Pixels > 0).ToList();
        if (zones.Count == 0)
            throw arguments.Invalid("geometries", $"none of the {table.Count} geometries has a pixel of the data, which covers "
                + $"{SpatialExtent.Show(grid.Bounds)} "
                + $"({grid.Crs ?? "no coordinate reference system"})");
        var (left, top, right, bottom) = Box(table, grid, zones, rasters);
        cube = cube.Crop(cube.Schema.IndexOf(cube.Schema.X), left, right - left);
        cube = cube.Crop(cube.Schema.IndexOf(cube.Schema.Y), top, bottom - top);
        return new CubeValue(Covered.Only(cube, zones.Select(zone => zone.Moved(left, top))));
    }

    // Pixels whose centres are in the box around the geometries, and those that points and lines have at its edges.
    static (int Left, int Top, int Right, int Bottom) Box(FeatureTable table, Grid grid, List<Zone> zones, IRasterLibrary rasters)
    {
        var (left, top) = (zones.Min(zone => zone.FirstColumn), zones.Min(zone => zone.FirstRow));
        var (right, bottom) = (zones.Max(zone => zone.EndColumn), zones.Max(zone => zone.EndRow));
        var box = Reprojection.To(table, grid.Crs, rasters).Envelope;
        if (!double.IsFinite(box.MinX + box.MaxX + box.MinY + box.MaxY)) return (left, top, right, bottom);
        var (x, y, width, height) = SpatialExtent.Pixels(grid, new BoundingBox(box.MinX, box.MinY, box.MaxX, box.MaxY));
        return width == 0 || height == 0 ? (left, top, right, bottom)
            : (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + width), Math.Max(bottom, y + height));
    }
}
