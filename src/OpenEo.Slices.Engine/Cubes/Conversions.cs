using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The same cells in another element type or with other dimensions.</summary>
static class Conversions
{
    /// <summary>The cube stored as another element type, no-data as that type's; the cube itself when nothing changes.</summary>
    public static RasterCube To(RasterCube cube, ElementType element, double? noData)
    {
        var schema = cube.Schema.With(element, noData);
        if (schema.Element == cube.Schema.Element && Nullable.Equals(schema.NoData, cube.Schema.NoData)) return cube;
        var rank = schema.Dimensions.Count;
        return Identity(schema, cube, new Slot(0, [.. Enumerable.Range(0, rank)], new int[rank]));
    }

    /// <summary>The cells of a cube where a slot finds them, stored as a schema says. Integers, floats and no-data survive as long as the type can hold them.</summary>
    public static RasterCube Identity(CubeSchema schema, RasterCube cube, Slot slot)
    {
        var program = new ProgramBuilder();
        var value = program.Input(cube.Schema.Element == ElementType.Boolean);
        return MapCube.Of(schema, program, value, [slot], cube);
    }
}
