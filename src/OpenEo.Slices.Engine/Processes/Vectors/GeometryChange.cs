using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>Vector cubes with other geometries for the same values.</summary>
static class GeometryChange
{
    /// <summary>The cube with a feature in place of each.</summary>
    public static RasterCube Of(RasterCube cube, FeatureTable table)
    {
        var old = cube.Schema.Geometries!;
        return RelabelledCube.Of(cube.Schema.With(cube.Schema.IndexOf(old), new GeometryDimension(old.Name, table)), cube);
    }
}
