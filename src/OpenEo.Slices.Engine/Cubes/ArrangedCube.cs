using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// The cells of another cube under other dimensions: in another order, with new ones along which its cells repeat, without ones that had a single label.
/// </summary>
sealed class ArrangedCube : RasterCube
{
    readonly int[] from;

    ArrangedCube(CubeSchema schema, RasterCube input, int[] from) : base(schema, input) => this.from = from;

    /// <param name="dimensions">The result's dimensions: those of the input, which are found by name, and new ones.</param>
    /// <param name="input">Its dimensions that are not in the result have one label.</param>
    public static RasterCube Of(IReadOnlyList<Dimension> dimensions, RasterCube input)
    {
        int[] from = [.. dimensions.Select(input.Schema.IndexOf)];
        for (var i = 0; i < input.Schema.Dimensions.Count; i++)
            if (!from.Contains(i) && input.Schema.Dimensions[i].Count != 1)
                throw new ArgumentException("Only a dimension with a single label can be left out.", nameof(dimensions));
        return new ArrangedCube(input.Schema with { Dimensions = dimensions }, input, from);
    }

    protected override RasterCube Choose(int dimension, int[] indices) => new ArrangedCube(
        Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)),
        from[dimension] < 0 ? Inputs[0] : Inputs[0].Select(from[dimension], indices), from);

    public override Window?[] InputWindows(Window window)
    {
        var rank = Inputs[0].Schema.Dimensions.Count;
        var (start, count) = (new int[rank], new int[rank]);
        Array.Fill(count, 1);
        for (var d = 0; d < from.Length; d++)
            if (from[d] >= 0) (start[from[d]], count[from[d]]) = (window.Start[d], window.Count[d]);
        return [new Window(start, count)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) =>
        BlockCopy.Copy(inputs[0]!.View(window.Count, [.. from.Select(d => d < 0 ? 0 : inputs[0]!.Strides[d])]), target);
}
