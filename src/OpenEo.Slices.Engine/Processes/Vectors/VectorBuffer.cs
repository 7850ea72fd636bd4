using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>vector_buffer: geometries made wider or narrower.</summary>
sealed class VectorBuffer : Process
{
    // Segments of a quarter of a circle.
    const int Segments = 16;

    public override ProcessDefinition Definition { get; } = new(
        "vector_buffer", "Widen or narrow geometries",
        "Replaces each geometry by the area within a distance of it; a negative distance takes a margin away from polygons, of which nothing may be left. "
        + "Corners are "
        + "round. Empty geometries stay empty. Values and properties stay as they are.",
        ["vector"],
        [
            new("geometries", "The geometries, in a coordinate reference system whose unit is metres.", VectorTypes.Cube),
            new("distance", "The distance in metres. Greater than zero to widen, less to narrow.", Schema.Parse("""{"type":"number","not":{"const":0}}""")),
        ],
        new("The vector cube with areas in place of the geometries.", VectorTypes.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.UnitMismatch, MetricCrs.Declared),
        Experimental = true,
        Examples = ["""{"arguments":{"geometries":{"from_parameter":"fields"},"distance":10}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Vectors("geometries", evaluation);
        var geometries = cube.Schema.Geometries!;
        var distance = arguments.Number("distance")!.Value;
        if (distance == 0 || !double.IsFinite(distance)) throw arguments.Invalid("distance", "expected a number other than 0");
        MetricCrs.Demand(geometries, "geometries", evaluation);
        return new CubeValue(GeometryChange.Of(cube, geometries.Table.With(
            geometry => geometry.IsEmpty ? geometry : geometry.Buffer(distance, Segments), geometries.Table.Crs)));
    }
}
