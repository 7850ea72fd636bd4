using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A small cube that is computed window by window and kept. Whoever needs all of it for one cell, such as the mean along an axis of means along the other,
/// would need all that it is computed from at once.
/// </summary>
sealed class HeldCube : StagedCube
{
    const long MostBytes = 64L << 20;

    readonly long bytes;
    byte[] held = [];

    HeldCube(RasterCube source, long bytes) : base(source.Schema, source) => this.bytes = bytes;

    /// <summary>
    /// A cube whose cells along a horizontal axis will be needed together, when only that axis is left of both and it is small; else the cube.
    /// </summary>
    public static RasterCube For(RasterCube cube, int dimension)
    {
        var schema = cube.Schema;
        if (schema.Dimensions[dimension].Type != DimensionType.Spatial || schema is { X: not null, Y: not null } || cube.Inputs.Count == 0) return cube;
        return schema.Cells <= MostBytes / schema.Element.Size && schema.Cells > 0 ? new HeldCube(cube, schema.Cells * schema.Element.Size) : cube;
    }

    public override long HeldBytes => bytes;

    public override bool Needs(Window window) => !window.IsEmpty;

    public override void Begin(IReadOnlyList<Window> windows) => held = new byte[bytes];

    public override void Take(int number, Window window, Block block)
    {
        var size = Schema.Element.Size;
        BlockCopy.ForEachRow(window, Schema.Shape, (position, at, count) => block.Bytes(block.OffsetOf(position), count).CopyTo(held.AsSpan((int)(at * size))));
    }

    protected override void End()
    {
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var size = Schema.Element.Size;
        BlockCopy.ForEachRow(window, Schema.Shape, (position, at, count) =>
            held.AsSpan((int)(at * size), count * size).CopyTo(target.Bytes(target.OffsetOf(position), count)));
    }
}
