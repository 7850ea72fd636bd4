using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A raster cube: lazy, typed, not yet read.</summary>
sealed record CubeValue(RasterCube Cube) : Value
{
    public override string TypeName => "raster cube";
}
