using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The cells of another cube under other labels, or with other facts about its bands. Shape, element type and no-data are the same.</summary>
sealed class RelabelledCube : RasterCube
{
    RelabelledCube(CubeSchema schema, RasterCube input) : base(schema, input)
    {
    }

    /// <summary>The cube with another schema of the same shape, element type and no-data.</summary>
    public static RasterCube Of(CubeSchema schema, RasterCube input)
    {
        if (!schema.Shape.AsSpan().SequenceEqual(input.Schema.Shape) || schema.Element != input.Schema.Element
            || !Nullable.Equals(schema.NoData, input.Schema.NoData))
            throw new ArgumentException("Other labels cannot change shape or type.", nameof(schema));
        return new RelabelledCube(schema, input is RelabelledCube { Inputs: [var inner] } ? inner : input);
    }

    protected override RasterCube Choose(int dimension, int[] indices) =>
        new RelabelledCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Inputs[0].Select(dimension, indices));

    public override Window?[] InputWindows(Window window) => [window];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) => BlockCopy.Copy(inputs[0]!, target);
}
