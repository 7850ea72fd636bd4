using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Cubes of the same element type and no-data put one after another along a dimension.</summary>
sealed class StackedCube : RasterCube
{
    readonly int dimension;
    readonly int[] starts;

    /// <param name="dimension">Position of the dimension along which to stack.</param>
    /// <param name="along">The stacked dimension with all labels.</param>
    /// <param name="parts">At least one; their sizes along the dimension add up to <paramref name="along"/>.</param>
    /// <param name="like">What the result's type is taken from, when the first part does not know everything about the bands of the others.</param>
    public StackedCube(int dimension, Dimension along, IReadOnlyList<RasterCube> parts, CubeSchema? like = null)
        : base((like ?? parts[0].Schema).With(dimension, along), [.. parts])
    {
        this.dimension = dimension;
        starts = new int[parts.Count + 1];
        for (var i = 0; i < parts.Count; i++) starts[i + 1] = starts[i] + parts[i].Schema.Dimensions[dimension].Count;
        if (starts[^1] != along.Count) throw new ArgumentException("The parts do not add up to the stacked dimension.", nameof(along));
    }

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        if (dimension != this.dimension)
            return new StackedCube(this.dimension, Schema.Dimensions[this.dimension], [.. Inputs.Select(input => input.Select(dimension, indices))],
                Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)));
        // Runs of labels from the same part stay together; a part that is not chosen is dropped.
        var parts = new List<RasterCube>();
        for (var i = 0; i < indices.Length;)
        {
            var part = Part(indices[i]);
            var run = indices.Skip(i).TakeWhile(index => Part(index) == part).Select(index => index - starts[part]).ToList();
            parts.Add(Inputs[part].Select(dimension, run));
            i += run.Count;
        }
        return parts.Count == 0 ? base.Choose(dimension, indices) : new StackedCube(dimension, Schema.Dimensions[dimension].Select(indices), parts, Schema);
    }

    public override Window?[] InputWindows(Window window)
    {
        var needed = new Window?[Inputs.Count];
        for (var i = 0; i < needed.Length; i++)
        {
            var (from, to) = (Math.Max(window.Start[dimension], starts[i]), Math.Min(window.Start[dimension] + window.Count[dimension], starts[i + 1]));
            if (from < to) needed[i] = window.With(dimension, from - starts[i], to - from);
        }
        return needed;
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var whole = new Window(new int[window.Count.Length], window.Count);
        var at = 0;
        foreach (var block in inputs)
        {
            if (block is null) continue;
            BlockCopy.Copy(block, target.Slice(whole.With(dimension, at, block.Shape[dimension])));
            at += block.Shape[dimension];
        }
    }

    int Part(int index) => Array.FindLastIndex(starts, start => start <= index);
}
