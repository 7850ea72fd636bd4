using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Arguments that are geometries: vector cubes, or GeoJSON that stands for them.</summary>
static class GeometryArguments
{
    /// <summary>Whether an argument is a vector cube or GeoJSON.</summary>
    public static bool AreGeometries(this Value value) => value is CubeValue { Geometries: not null } || GeoJsonReader.IsGeoJson(value);

    /// <summary>A vector cube; of GeoJSON the cube of its geometries.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: it is neither.</exception>
    public static RasterCube Vectors(this Arguments arguments, string parameter, Evaluation evaluation)
    {
        switch (arguments[parameter])
        {
            case CubeValue { Geometries: not null } cube:
                return cube.Cube;
            case ObjectValue json:
                return GeometriesCube.Of(arguments.Read(parameter, json, evaluation));
            case CubeValue:
                throw arguments.Invalid(parameter, "expected a vector cube or GeoJSON, got a raster cube");
            default:
                throw arguments.Invalid(parameter, $"expected a vector cube or GeoJSON, got {Schema.Show(arguments[parameter])}");
        }
    }

    /// <summary>The dimension of geometries of an argument.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: it is neither a vector cube nor GeoJSON.</exception>
    public static GeometryDimension Geometries(this Arguments arguments, string parameter, Evaluation evaluation) =>
        arguments.Vectors(parameter, evaluation).Schema.Geometries!;

    /// <summary>As <see cref="Geometries"/>, where only areas make sense. Empty geometries may be among them.</summary>
    public static GeometryDimension Polygons(this Arguments arguments, string parameter, Evaluation evaluation)
    {
        var geometries = arguments.Geometries(parameter, evaluation);
        if (geometries.Table.Features.Where(feature => !feature.Geometry.IsEmpty).Select(feature => feature.Geometry)
            .FirstOrDefault(geometry => geometry.Dimension != NetTopologySuite.Geometries.Dimension.Surface) is { } other)
            throw arguments.Invalid(parameter, $"polygons are needed, but there is a {other.GeometryType}; vector_buffer makes polygons of points and lines");
        if (geometries.Table.Envelope.IsNull) throw arguments.Invalid(parameter, "at least one polygon is needed, but there is none that is not empty");
        return geometries;
    }

    static FeatureTable Read(this Arguments arguments, string parameter, ObjectValue json, Evaluation evaluation)
    {
        try
        {
            var table = GeoJsonReader.Read(json,
                note => evaluation.Services.Log?.Log(LogSeverity.Warning, $"'{parameter}' of '{arguments.Process}': {note}", evaluation.Node));
            if (table.Crs is not { } crs || crs == GeoJsonReader.Degrees) return table;
            return new FeatureTable(table.Features, SpatialExtent.ParseCrs(new StringValue(crs), evaluation.Services.Rasters)
                ?? throw arguments.Invalid(parameter, $"the coordinate reference system '{crs}' of the GeoJSON is not known"));
        }
        catch (FormatException e)
        {
            throw arguments.Invalid(parameter, $"it is no GeoJSON that can be read: {e.Message}");
        }
    }
}
