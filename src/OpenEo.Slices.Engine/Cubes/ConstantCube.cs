using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube with the same value in every cell.</summary>
sealed class ConstantCube(CubeSchema schema, double value) : RasterCube(schema)
{
    public override bool ComputesWholeWindows => false;

    protected override RasterCube Choose(int dimension, int[] indices) =>
        new ConstantCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), value);

    public override Window?[] InputWindows(Window window) => [];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) => BlockCopy.Fill(target, value);
}
