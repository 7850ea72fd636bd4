using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Cubes of different element types made alike.</summary>
static class Conversions
{
    /// <summary>
    /// The element type and no-data that hold every cell of several cubes. Integers that do
    /// not agree on a no-data value become floats: one cube's no-data may be another's value.
    /// </summary>
    /// <param name="schemas">At least one.</param>
    /// <param name="gaps">True when there are cells that come from none of the cubes, so that no-data must have a place.</param>
    public static (ElementType Element, double? NoData) Common(IReadOnlyList<CubeSchema> schemas, bool gaps)
    {
        var element = schemas.Select(schema => schema.Element).Aggregate(ElementTypes.Common);
        if (element.IsFloat) return (element, double.NaN);
        var noData = schemas[0].NoData;
        return schemas.All(schema => Nullable.Equals(schema.NoData, noData)) && (noData is not null || !gaps) ? (element, noData)
            : (element.Arithmetic, double.NaN);
    }

    /// <summary>The cube stored as another element type, no-data as that type's; the cube itself when nothing changes.</summary>
    public static RasterCube To(RasterCube cube, ElementType element, double? noData) => Arrange(cube.Schema.With(element, noData), cube);

    /// <summary>
    /// The cube's cells under a schema's dimensions (those of the cube by name; along others the cells repeat) and stored as its element type.
    /// </summary>
    public static RasterCube Arrange(CubeSchema schema, RasterCube cube)
    {
        if (schema.Element != cube.Schema.Element || !Nullable.Equals(schema.NoData, cube.Schema.NoData))
        {
            var program = new ProgramBuilder();
            var value = program.Input(cube.Schema.Element == ElementType.Boolean);
            return MapCube.Of(schema, program, value, [Along(schema, cube, 0)], cube);
        }
        return schema.Dimensions.Select(dimension => dimension.Name).SequenceEqual(cube.Schema.Dimensions.Select(dimension => dimension.Name)) ? cube
            : ArrangedCube.Of(schema.Dimensions, cube);
    }

    /// <summary>The slot of a cube whose dimensions are, by name, some of the result's.</summary>
    public static Slot Along(CubeSchema result, RasterCube cube, int input) =>
        new(input, [.. cube.Schema.Dimensions.Select(result.IndexOf)], new int[cube.Schema.Dimensions.Count]);
}
