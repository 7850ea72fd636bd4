using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Some labels of one dimension of another cube, in any order.</summary>
sealed class SelectedCube : RasterCube
{
    readonly int dimension;
    readonly int[] indices;

    SelectedCube(RasterCube input, int dimension, int[] indices)
        : base(input.Schema.With(dimension, input.Schema.Dimensions[dimension].Select(indices)), input) =>
        (this.dimension, this.indices) = (dimension, indices);

    /// <summary>The chosen part, or the cube itself when everything is chosen in order.</summary>
    public static RasterCube Of(RasterCube input, int dimension, IReadOnlyList<int> indices)
    {
        if (indices.Count == input.Schema.Dimensions[dimension].Count && indices.Select((index, i) => index == i).All(same => same)) return input;
        return new SelectedCube(input, dimension, [.. indices]);
    }

    protected override RasterCube Choose(int dimension, int[] indices) =>
        dimension == this.dimension
            ? Inputs[0].Select(dimension, [.. indices.Select(i => this.indices[i])])
            : Of(Inputs[0].Select(dimension, indices), this.dimension, this.indices);

    public override Window?[] InputWindows(Window window)
    {
        if (window.Count[dimension] == 0) return [null];
        var chosen = indices.AsSpan(window.Start[dimension], window.Count[dimension]);
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var index in chosen) (low, high) = (Math.Min(low, index), Math.Max(high, index));
        return [window.With(dimension, low, high - low + 1)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        if (InputWindows(window)[0]?.Start[dimension] is not { } low) return;
        var one = new Window(new int[window.Count.Length], window.Count);
        for (var i = 0; i < window.Count[dimension]; i++)
        {
            var from = inputs[0]!.Slice(one.With(dimension, indices[window.Start[dimension] + i] - low, 1));
            BlockCopy.Copy(from, target.Slice(one.With(dimension, i, 1)));
        }
    }
}
