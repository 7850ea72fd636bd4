using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>Vector cubes of points that were sampled from geometries.</summary>
static class SampledPoints
{
    /// <summary>More points than these are no sample.</summary>
    public const int Most = 5_000_000;

    static readonly GeometryFactory Factory = new();

    /// <summary>The parameter that both processes have.</summary>
    public static Parameter Group { get; } = new Parameter("group",
        "Whether the points of a geometry stay together as a `MultiPoint` with its identifier. Else each is a `Point` of its own, without identifier.",
        Schema.Boolean).Or(Value.True);

    /// <summary>The points of each geometry as one geometry, or each alone; with properties, and with the values of the geometry.</summary>
    public static RasterCube Cube(RasterCube cube, IReadOnlyList<Coordinate[]> points, bool group)
    {
        var old = cube.Schema.Geometries!;
        var features = old.Table.Features;
        if (group)
            return GeometryChange.Of(cube, new FeatureTable(
                [.. features.Select((feature, i) => feature with { Geometry = Factory.CreateMultiPointFromCoords(points[i]) })], old.Table.Crs));
        var (indices, alone) = (new List<int>(), ImmutableArray.CreateBuilder<Feature>());
        for (var i = 0; i < features.Count; i++)
            foreach (var point in points[i].Length == 0 ? (Coordinate?[])[null] : points[i])
            {
                indices.Add(i);
                alone.Add(features[i] with { Id = Value.Null, Geometry = Factory.CreatePoint(point) });
            }
        return GeometryChange.Of(cube.Select(cube.Schema.IndexOf(old), indices), new FeatureTable(alone.ToImmutable(), old.Table.Crs));
    }
}
