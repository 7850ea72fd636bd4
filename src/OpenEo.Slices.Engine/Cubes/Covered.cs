using System.Numerics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Raster cubes below geometries: other pixels are no-data.</summary>
static class Covered
{
    /// <summary>The cube with no-data wherever none of the geometries has a pixel.</summary>
    public static RasterCube Only(RasterCube cube, FeatureTable table, IRasterLibrary rasters) => Only(cube, Zones.Of(table, cube.Schema.Grid!, rasters));

    /// <inheritdoc cref="Only(RasterCube, FeatureTable, IRasterLibrary)"/>
    public static RasterCube Only(RasterCube cube, IEnumerable<Zone> zones)
    {
        var schema = cube.Schema;
        // Integers without a no-data value have no way to say that there is nothing.
        if (!schema.Element.IsFloat && schema.NoData is null) schema = schema.With(schema.Element.Arithmetic, double.NaN);
        return Replace(schema, cube, Zone.Union(zones), inside: false, Value.Null);
    }

    /// <summary>The cube with a value in place of others, inside of a zone or outside of it; no-data stays no-data.</summary>
    /// <param name="schema">The result's type.</param>
    /// <param name="cube">The cube.</param>
    /// <param name="zone">In its pixels.</param>
    /// <param name="inside">Where values are replaced.</param>
    /// <param name="replacement">A number, boolean or no-data.</param>
    public static RasterCube Replace(CubeSchema schema, RasterCube cube, Zone zone, bool inside, Value replacement)
    {
        var cover = CoverCube.Of(cube.Schema, zone);
        if (!inside) cube = NeededCube.Of(cube, zone);
        var program = new ProgramBuilder();
        var (value, where) = (program.Input(cube.Schema.Element == ElementType.Boolean), program.Input(isBoolean: true));
        var result = program.Emit(inside ? Ternary<ReplaceWhere>.Instance : Ternary<ReplaceElsewhere>.Instance, value.IsBoolean, value, where, replacement);
        int rank = cube.Schema.Dimensions.Count;
        return MapCube.Of(schema, program, result,
            [new Slot(0, [.. Enumerable.Range(0, rank)], new int[rank]),
                new Slot(1, [cube.Schema.IndexOf(cube.Schema.Y), cube.Schema.IndexOf(cube.Schema.X)], [0, 0])],
            cube, cover);
    }

    /// <summary>The third where the second is true, else the first; no-data stays.</summary>
    public readonly struct ReplaceWhere : IVectorTernary<ReplaceWhere>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.AndNot(Vector.Equals(x, x), Vector.Equals(y, Vector<T>.Zero)), z, x);
    }

    /// <summary>The third where the second is false, else the first; no-data stays.</summary>
    public readonly struct ReplaceElsewhere : IVectorTernary<ReplaceElsewhere>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.BitwiseAnd(Vector.Equals(x, x), Vector.Equals(y, Vector<T>.Zero)), z, x);
    }
}
