using System.Collections.Immutable;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.LinearReferencing;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>vector_to_random_points: random points of geometries.</summary>
sealed class VectorToRandomPoints : Process
{
    // Of a polygon that hardly fills its box, some point inside is taken in the end.
    const int MostTries = 10_000;

    static readonly Schema Count = Schema.Parse("""[{"type":"integer","minimum":1},{"title":"No limit","type":"null"}]""");

    public override ProcessDefinition Definition { get; } = new(
        "vector_to_random_points", "Random points in geometries",
        "Takes random points of each geometry, at least one: in polygons all places are equally likely, on lines all lengths; of points some are chosen, "
        + "each once. "
        + "Without counts it is one point for each geometry. Empty geometries stay empty. Properties are kept. The same seed gives the same points.",
        ["cubes", "vector"],
        [
            new("data", "The geometries.", VectorTypes.Cube),
            new Parameter("geometry_count", "Most points of one geometry.", Count).OrNull(),
            new Parameter("total_count", "Most points of all geometries together, shared out evenly; not less than there are geometries.", Count).OrNull(),
            SampledPoints.Group,
            new Parameter("seed", "Number from which all random choices follow. Without it the same ones are made each time too.",
                Schema.Parse("""{"type":["integer","null"]}""")).OrNull(),
        ],
        new("A vector cube of the points.", VectorTypes.Points))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.CountMismatch, "`total_count` is less than the number of geometries."),
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"fields"},"geometry_count":3,"seed":1}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Vectors("data", evaluation);
        var features = cube.Schema.Geometries!.Table.Features;
        var filled = features.Count(feature => !feature.Geometry.IsEmpty);
        var (each, total) = (arguments.Number("geometry_count"), arguments.Number("total_count"));
        if (total < filled)
            throw Arguments.Fault(FaultCodes.CountMismatch,
                $"The total number of points is lower than the number of geometries: {total} points, {filled} geometries.", "total_count");
        if ((each ?? 1) * (total is null ? filled : 1) > SampledPoints.Most || total > SampledPoints.Most)
            throw arguments.Invalid(each is null ? "total_count" : "geometry_count", $"at most {SampledPoints.Most} points can be sampled");
        var random = new Random(unchecked((int)(long)(arguments.Number("seed") ?? 0)));
        var (points, seen) = (new List<Coordinate[]>(), 0);
        foreach (var feature in features)
        {
            var wanted = each ?? 1;
            if (total is { } all)
            {
                var share = Math.Floor(all / filled) + (seen < all % filled ? 1 : 0);
                wanted = each is null ? share : Math.Min(each.Value, share);
            }
            points.Add(feature.Geometry.IsEmpty ? [] : [.. Sample(feature.Geometry, (int)wanted, random)]);
            if (!feature.Geometry.IsEmpty) seen++;
        }
        return new CubeValue(SampledPoints.Cube(cube, points, arguments.Boolean("group") ?? true));
    }

    static IEnumerable<Coordinate> Sample(Geometry geometry, int count, Random random)
    {
        switch (geometry.Dimension)
        {
            case NetTopologySuite.Geometries.Dimension.Surface:
                var (box, inside) = (geometry.EnvelopeInternal, new IndexedPointInAreaLocator(geometry));
                for (var i = 0; i < count; i++) yield return InArea(geometry, box, inside, random);
                break;
            case NetTopologySuite.Geometries.Dimension.Curve:
                var along = new LengthIndexedLine(geometry);
                for (var i = 0; i < count; i++) yield return along.ExtractPoint(random.NextDouble() * geometry.Length);
                break;
            default:
                var all = geometry.Coordinates.Distinct().ToArray();
                random.Shuffle(all);
                foreach (var point in all.Take(count)) yield return point;
                break;
        }
    }

    static Coordinate InArea(Geometry geometry, Envelope box, IndexedPointInAreaLocator inside, Random random)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var point = new Coordinate(box.MinX + random.NextDouble() * box.Width, box.MinY + random.NextDouble() * box.Height);
            if (inside.Locate(point) != Location.Exterior) return point;
        }
        return geometry.InteriorPoint.Coordinate;
    }
}
