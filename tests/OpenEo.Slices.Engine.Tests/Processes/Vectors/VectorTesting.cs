using System.Globalization;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

/// <summary>Geometries for tests, on the grid of <see cref="CubeTesting.X"/>.</summary>
static class VectorTesting
{
    /// <summary>GeoJSON in UTM coordinates of a geometry whose coordinates are columns and rows of that grid.</summary>
    public static string GeoJson(string type, string coordinates) => $$$"""
        {"type":"{{{type}}}","coordinates":{{{coordinates}}},"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"} } }
        """;

    /// <summary>A rectangle from one column and row to another, as a polygon.</summary>
    public static string Box(double left, double top, double right, double bottom) =>
        GeoJson("Polygon", $"[[{At(left, top)},{At(right, top)},{At(right, bottom)},{At(left, bottom)},{At(left, top)}]]");

    /// <summary>A position.</summary>
    public static string At(double column, double row) =>
        string.Create(CultureInfo.InvariantCulture, $"[{500_000 + 10 * column},{5_000_000 - 10 * row}]");

    /// <summary>A vector cube of polygons whose coordinates are columns and rows.</summary>
    public static RasterCube Polygons(IEnumerable<Geometry> geometries) => GeometriesCube.Of(new FeatureTable(
        [.. geometries.Select(geometry => Feature.Of(Reprojection.Map(geometry, (x, y) =>
        {
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (500_000 + 10 * x[i], 5_000_000 - 10 * y[i]);
        })))], "EPSG:32632"));

    /// <summary>Stars with holes at random places, in columns and rows.</summary>
    public static IEnumerable<Polygon> Stars(int count, double size, double largest, int seed)
    {
        var (random, factory) = (new Random(seed), new GeometryFactory());
        for (var i = 0; i < count; i++)
        {
            var (x, y, radius) = (random.NextDouble() * size, random.NextDouble() * size, 0.3 + random.NextDouble() * largest);
            var outer = Star(random, x, y, radius / 2, radius);
            yield return random.Next(3) == 0 ? factory.CreatePolygon(outer, [Star(random, x, y, radius / 5, radius / 3)]) : factory.CreatePolygon(outer);
        }
    }

    static LinearRing Star(Random random, double x, double y, double least, double most)
    {
        var corners = random.Next(3, 14);
        var ring = Enumerable.Range(0, corners).Select(i =>
        {
            var (angle, distance) = (2 * Math.PI * i / corners, least + random.NextDouble() * (most - least));
            return new Coordinate(x + distance * Math.Cos(angle), y + distance * Math.Sin(angle));
        }).ToList();
        return new LinearRing([.. ring, ring[0].Copy()]);
    }
}
