using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>vector_reproject: geometries in another coordinate reference system.</summary>
sealed class VectorReproject : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "vector_reproject", "Reproject geometries",
        "Transforms the positions of geometries to another coordinate reference system. Lines between them stay straight. Values and properties stay as "
        + "they are.",
        ["cubes", "reproject", "vector"],
        [
            new("data", "The vector cube.", VectorTypes.Cube),
            new("projection", "The coordinate reference system to transform to.", Schema.Parse("""
                [{"title":"EPSG code","type":"integer","subtype":"epsg-code","minimum":1000,"examples":[3857]},
                 {"title":"WKT2","type":"string","subtype":"wkt2-definition"}]
                """)),
            new Parameter("dimension", "Name of the dimension of geometries; `null` means the only one that there is.", Schema.StringOrNull).OrNull(),
        ],
        new("The vector cube with the transformed geometries.", VectorTypes.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"fields"},"projection":"EPSG:4326"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, rasters) = (arguments.Vectors("data", evaluation), evaluation.Services.Rasters);
        var geometries = cube.Schema.Geometries!;
        if (arguments.Text("dimension") is { } name && cube.Schema.Dimensions[Callbacks.Dimension(cube.Schema, name)] is not GeometryDimension)
            throw arguments.Invalid("dimension", $"the dimension '{name}' has no geometries");
        var crs = SpatialExtent.ParseCrs(arguments["projection"], rasters)
            ?? throw arguments.Invalid("projection", "expected an EPSG code or a WKT2 text that is known");
        if (geometries.Table.Crs is null) throw arguments.Invalid("data", "in which coordinate reference system the geometries are is not known");
        var table = Reprojection.To(geometries.Table, crs, rasters);
        if (table.Features.FirstOrDefault(feature => !Reprojection.IsPlaced(feature.Geometry)) is { } lost)
            throw arguments.Invalid("projection", $"the geometry {geometries.Table.Features.Index().First(one => table.Features[one.Index] == lost).Index} "
                + "has no place in that coordinate reference system");
        return new CubeValue(GeometryChange.Of(cube, table));
    }
}
