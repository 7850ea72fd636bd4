using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Which pixels of a grid belong to geometries.</summary>
static class Zones
{
    /// <summary>A zone for each feature, in order. A geometry that has no place in the grid's reference system has no pixels.</summary>
    public static Zone[] Of(FeatureTable table, Grid grid, IRasterLibrary rasters)
    {
        var turns = grid.Crs is { } crs && rasters.DescribeCrs(crs).IsGeographic;
        return [.. Reprojection.To(table, grid.Crs, rasters).Features.Select(feature => Of(feature.Geometry, grid, turns))];
    }

    static Zone Of(Geometry geometry, Grid grid, bool turns)
    {
        if (geometry.IsEmpty || !Reprojection.IsPlaced(geometry)) return Zone.Of(Point.Empty, 0, 0);
        // Parts of a geometry that was cut at the antimeridian lie at both ends of the map, and side by side in a grid that goes across.
        if (turns && geometry is GeometryCollection { NumGeometries: > 1 } parts)
        {
            var shifts = parts.Geometries.Where(part => !part.IsEmpty).Select(part => Turn(part.EnvelopeInternal, grid.Bounds)).Distinct().ToList();
            if (shifts.Count > 1) return Zone.Union(parts.Geometries.Select(part => Of(part, grid, turns)));
        }
        // In degrees the same place has a name every 360 of them: the one that the grid uses counts.
        var shift = turns ? Turn(geometry.EnvelopeInternal, grid.Bounds) : 0;
        return Zone.Of(Reprojection.Map(geometry, (x, y) =>
        {
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = ((x[i] + shift - grid.OriginX) / grid.StepX, (y[i] - grid.OriginY) / grid.StepY);
        }), grid.Width, grid.Height);
    }

    static double Turn(Envelope box, BoundingBox grid)
    {
        double[] turns = [0, 360, -360];
        return turns.FirstOrDefault(turn => box.MinX + turn <= grid.East && box.MaxX + turn >= grid.West);
    }
}
