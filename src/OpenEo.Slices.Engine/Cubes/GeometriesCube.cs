using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A vector cube of geometries alone: one no-data cell for each, until somebody computes values.</summary>
sealed class GeometriesCube(GeometryDimension dimension) : RasterCube(new CubeSchema([dimension], ElementType.Float64, double.NaN))
{
    /// <summary>The geometries of features as a cube.</summary>
    public static GeometriesCube Of(FeatureTable table) => new(new GeometryDimension(GeometryDimension.DefaultName, table));

    /// <summary>Whether a cube has nothing but geometries, under whatever names and in whatever choice.</summary>
    public static bool IsBare(RasterCube cube) => CubeWalk.Over(cube).All(one => one is GeometriesCube or RelabelledCube or SelectedCube or ArrangedCube
        or StackedCube);

    public override bool ComputesWholeWindows => false;

    public override Window?[] InputWindows(Window window) => [];

    protected override RasterCube Choose(int dimension, int[] indices) => new GeometriesCube((GeometryDimension)Schema.Dimensions[0].Select(indices));

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) => BlockCopy.Fill(target, double.NaN);
}
