using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube: lazy, typed, not yet read. With a dimension of geometries it is a vector cube, else a raster cube.</summary>
sealed record CubeValue(RasterCube Cube) : Value
{
    /// <summary>The dimension of geometries of a vector cube; null for a raster cube.</summary>
    public GeometryDimension? Geometries => Cube.Schema.Geometries;

    public override string TypeName => Cube.Schema.Find(DimensionType.Geometry) is null ? "raster cube" : "vector cube";
}
