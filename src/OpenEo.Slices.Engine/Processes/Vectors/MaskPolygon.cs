using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>mask_polygon: another value outside of polygons, or inside.</summary>
sealed class MaskPolygon : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "mask_polygon", "Mask with polygons",
        "Replaces the values of pixels whose centre lies in none of the polygons; with `inside` of those whose centre lies in one. No-data stays no-data. "
        + "The extent "
        + "of the cube stays as it is. Use `mask` for a raster mask.",
        ["cubes", "masks"],
        [
            new("data", "A raster cube.", CubeTypes.Spatial),
            new("mask", "Polygons, in any coordinate reference system; at least one. Empty geometries do not count.", VectorTypes.PolygonsOrGeoJson),
            new Parameter("replacement", "What masked values become: no-data by default (`null`). Text has no place in a cube.",
                Schema.Parse("""[{"type":"number"},{"type":"boolean"},{"type":"string"},{"type":"null"}]""")).OrNull(),
            new Parameter("inside", "Whether values inside of the polygons are replaced, and not those outside.", Schema.Boolean).Or(Value.False),
        ],
        new("The masked cube with the same dimensions.", CubeTypes.Spatial))
    {
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"mask":{"type":"Polygon","coordinates":[[[8.9,45.1],[9.1,45.1],[9.1,45.2],[8.9,45.2],[8.9,
              45.1]]]},"inside":true}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, replacement) = (arguments.Cube("data"), arguments["replacement"]);
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        if (replacement is StringValue) throw arguments.Invalid("replacement", "cells of a raster cube hold numbers or booleans, not text");
        if (replacement is BooleanValue && cube.Schema.Element != ElementType.Boolean)
            throw arguments.Invalid("replacement", "the cube holds numbers, not booleans");
        var zones = Zones.Of(arguments.Polygons("mask", evaluation).Table, grid, evaluation.Services.Rasters);
        var (element, noData) = (cube.Schema.Element, cube.Schema.NoData);
        var schema = replacement is NumberValue ? Mask.Typed(cube.Schema, replacement, null!)
            : !element.IsFloat && noData is null && replacement is NullValue ? cube.Schema.With(element.Arithmetic, double.NaN) : cube.Schema;
        return new CubeValue(Covered.Replace(schema, cube, Zone.Union(zones), arguments.Boolean("inside") ?? false, replacement));
    }
}
