using System.Collections.Immutable;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.LinearReferencing;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>vector_to_regular_points: evenly spaced points of geometries.</summary>
sealed class VectorToRegularPoints : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "vector_to_regular_points", "Evenly spaced points in geometries",
        "Takes points of each geometry at equal distances. Polygons are covered with square cells from their upper left corner on, of which the centres "
        + "inside count; "
        + "a polygon without any gives its first position. Lines give a point at their beginning and then one whenever the distance was gone. Points stay "
        + "as they are. "
        + "Empty geometries stay empty. Properties are kept.",
        ["cubes", "vector"],
        [
            new("data", "The geometries, in a coordinate reference system whose unit is metres.", VectorTypes.Cube),
            new("distance", "Distance of the points in metres.", Schema.Parse("""{"type":"number","minimumExclusive":0}""")),
            SampledPoints.Group,
        ],
        new("A vector cube of the points.", VectorTypes.Points))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.UnitMismatch, MetricCrs.Declared),
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"fields"},"distance":10}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Vectors("data", evaluation);
        var geometries = cube.Schema.Geometries!;
        var distance = arguments.Number("distance")!.Value;
        if (!(distance > 0)) throw arguments.Invalid("distance", "expected a number greater than 0");
        MetricCrs.Demand(geometries, "data", evaluation);
        var expected = geometries.Table.Features.Sum(feature => feature.Geometry.Dimension == NetTopologySuite.Geometries.Dimension.Surface
            ? feature.Geometry.EnvelopeInternal.Area / distance / distance : feature.Geometry.Length / distance);
        if (expected > SampledPoints.Most)
            throw arguments.Invalid("distance", $"about {expected:0} places would be looked at; at most {SampledPoints.Most} are: choose a greater distance");
        return new CubeValue(SampledPoints.Cube(cube,
            [.. geometries.Table.Features.Select(feature => feature.Geometry.IsEmpty ? (Coordinate[])[] : [.. Sample(feature.Geometry, distance)])],
            arguments.Boolean("group") ?? true));
    }

    static List<Coordinate> Sample(Geometry geometry, double distance)
    {
        var found = Enumerable.Range(0, geometry.NumGeometries).SelectMany(i => geometry.GetGeometryN(i) switch
        {
            Polygon polygon => InArea(polygon, distance),
            LineString line => Along(line, distance),
            var other => other.Coordinates,
        }).ToList();
        return found.Count > 0 ? found : [geometry.Coordinate];
    }

    static IEnumerable<Coordinate> InArea(Polygon polygon, double distance)
    {
        var (box, inside) = (polygon.EnvelopeInternal, new IndexedPointInAreaLocator(polygon));
        for (var row = 0; box.MaxY - row * distance > box.MinY; row++)
            for (var column = 0; box.MinX + column * distance < box.MaxX; column++)
            {
                var centre = new Coordinate(box.MinX + (column + 0.5) * distance, box.MaxY - (row + 0.5) * distance);
                if (inside.Locate(centre) != Location.Exterior) yield return centre;
            }
    }

    static IEnumerable<Coordinate> Along(LineString line, double distance)
    {
        var along = new LengthIndexedLine(line);
        for (var i = 0; i * distance <= line.Length; i++) yield return along.ExtractPoint(i * distance);
    }
}
