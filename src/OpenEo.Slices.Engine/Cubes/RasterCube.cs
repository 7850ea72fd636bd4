using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A lazy raster cube: a type and a way to compute any window of it. An operator answers two questions: which windows of its inputs does it need for a
/// window of its own, and what is in that window given those. Nothing is read before a sink asks.
/// </summary>
public abstract class RasterCube(CubeSchema schema, params RasterCube[] inputs)
{
    readonly Dictionary<Choice, RasterCube> chosen = [];

    /// <summary>Dimensions, element type, no-data.</summary>
    public CubeSchema Schema { get; } = schema;

    /// <summary>The cubes this one is computed from; empty for a source.</summary>
    public IReadOnlyList<RasterCube> Inputs { get; } = inputs;

    /// <summary>
    /// True for an operator whose cost has nothing to do with the size of the window asked for (a file read, a warp): it is computed once for a whole window
    /// and not strip by strip.
    /// </summary>
    public virtual bool ComputesWholeWindows => Inputs.Count == 0;

    /// <summary>Whether windows along the blocks of its inputs are the cheapest ones of this cube too; not so where pixels move.</summary>
    public virtual bool KeepsBlocks => true;

    /// <summary>Where reading this cube is cheapest, or null when any window is as good as another. May open a file.</summary>
    public BlockLayout? FindBlocks() =>
        CubeWalk.Over(this, cube => cube.KeepsBlocks).Select(cube => cube.OwnBlocks()).FirstOrDefault(blocks => blocks is not null);

    /// <summary>The STAC items that the cells come from, each once.</summary>
    public IReadOnlyList<SourceItem> FindSources() => [.. CubeWalk.Over(this).SelectMany(cube => cube.OwnSources()).Distinct()];

    /// <summary>First and last instant of the data that the cells come from, also after the temporal dimension is gone; null for data without time.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? FindInterval()
    {
        var all = CubeWalk.Over(this).Select(cube => cube.OwnInterval()).OfType<(DateTimeOffset Start, DateTimeOffset End)>().ToList();
        return all.Count == 0 ? null : (all.Min(one => one.Start), all.Max(one => one.End));
    }

    /// <summary>
    /// The same from overviews of its files, which have pixels that are smaller by the factors at most; null when it is no source, or has none that fit.
    /// </summary>
    public virtual RasterCube? FromOverviews(double acrossX, double acrossY) => null;

    /// <summary>For each input the window that is needed for <paramref name="window"/>, or null when nothing of it is.</summary>
    public abstract Window?[] InputWindows(Window window);

    /// <summary>
    /// The windows of inputs that a window of this size may need wherever it lies. More than <see cref="InputWindows"/> where some places need less than
    /// others: memory is planned by it.
    /// </summary>
    public virtual Window?[] MostInput(Window window) => InputWindows(window);

    /// <summary>
    /// Fills <paramref name="target"/> (dense, of the window's shape and this cube's element type). <paramref name="inputs"/> holds the blocks of
    /// <see cref="InputWindows"/> in order, possibly with gaps between rows; null where nothing was asked for.
    /// </summary>
    public abstract void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context);

    /// <summary>Bytes that <see cref="Compute"/> needs for a window beside its blocks, where they are many.</summary>
    public virtual long ScratchBytes(Window window) => 0;

    /// <summary>
    /// This cube with only some labels of a dimension, in the given order. The same choice of the same cube is always the same cube: what was shared stays
    /// shared, and is read once.
    /// </summary>
    public RasterCube Select(int dimension, IReadOnlyList<int> indices)
    {
        var whole = indices.Count == Schema.Dimensions[dimension].Count && indices.Select((index, i) => index == i).All(same => same);
        if (whole) return this;
        var choice = new Choice(dimension, [.. indices]);
        lock (chosen)
        {
            // Inputs are asked under this lock, and never the other way round: cubes have no circle.
            if (!chosen.TryGetValue(choice, out var part)) chosen[choice] = part = Choose(dimension, choice.Indices);
            return part;
        }
    }

    /// <summary>A contiguous part of a dimension; as <see cref="Select"/>.</summary>
    public RasterCube Crop(int dimension, int start, int count) =>
        start == 0 && count == Schema.Dimensions[dimension].Count ? this : Select(dimension, [.. Enumerable.Range(start, count)]);

    /// <summary>Makes the cube that <see cref="Select"/> gives. The default wraps; operators that can
    /// hand the choice down to their inputs do so, so that what is not chosen is never read.</summary>
    protected virtual RasterCube Choose(int dimension, int[] indices) => SelectedCube.Of(this, dimension, indices);

    /// <summary>As <see cref="FindBlocks"/>, of this cube alone.</summary>
    protected virtual BlockLayout? OwnBlocks() => null;

    /// <summary>As <see cref="FindSources"/>, of this cube alone.</summary>
    protected virtual IEnumerable<SourceItem> OwnSources() => [];

    /// <summary>As <see cref="FindInterval"/>, of this cube alone.</summary>
    protected virtual (DateTimeOffset Start, DateTimeOffset End)? OwnInterval() => null;

    /// <summary>Some labels of a dimension, in order; equal when dimension and labels are.</summary>
    readonly struct Choice(int dimension, int[] indices) : IEquatable<Choice>
    {
        public int[] Indices => indices;

        public bool Equals(Choice other) => dimension == other.Dimension && indices.AsSpan().SequenceEqual(other.Indices);

        public override bool Equals(object? obj) => obj is Choice other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(dimension);
            foreach (var index in indices) hash.Add(index);
            return hash.ToHashCode();
        }

        int Dimension => dimension;
    }
}
