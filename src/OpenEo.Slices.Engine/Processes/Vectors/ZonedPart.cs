using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>The part of a raster cube that lies below geometries.</summary>
static class ZonedPart
{
    /// <summary>The smallest part that holds all pixels of the geometries (one pixel where there are none), and their zones in it.</summary>
    public static (RasterCube Part, Zone[] Zones) Of(RasterCube cube, FeatureTable table, IRasterLibrary rasters)
    {
        var grid = cube.Schema.Grid!;
        var all = Zones.Of(table, grid, rasters);
        var met = all.Where(zone => zone.Pixels > 0).ToList();
        if (met.Count == 0 || grid.Width == 0 || grid.Height == 0) return (cube, all);
        var (left, top) = (met.Min(zone => zone.FirstColumn), met.Min(zone => zone.FirstRow));
        var (right, bottom) = (met.Max(zone => zone.EndColumn), met.Max(zone => zone.EndRow));
        if (left == 0 && top == 0 && right == grid.Width && bottom == grid.Height) return (cube, all);
        var part = cube.Crop(cube.Schema.IndexOf(cube.Schema.X), left, right - left);
        return (part.Crop(part.Schema.IndexOf(part.Schema.Y), top, bottom - top), [.. all.Select(zone => zone.Moved(left, top))]);
    }
}
