using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A lazy raster cube: a type and a way to compute any window of it. An operator answers two questions: which windows of its inputs does it need for a
/// window of its own, and what is in that window given those. Nothing is read before a sink asks.
/// </summary>
public abstract class RasterCube(CubeSchema schema, params RasterCube[] inputs)
{
    /// <summary>Dimensions, element type, no-data.</summary>
    public CubeSchema Schema { get; } = schema;

    /// <summary>The cubes this one is computed from; empty for a source.</summary>
    public IReadOnlyList<RasterCube> Inputs { get; } = inputs;

    /// <summary>
    /// True for an operator whose cost has nothing to do with the size of the window asked for (a file read, a warp): it is computed once for a whole window
    /// and not strip by strip.
    /// </summary>
    public virtual bool ComputesWholeWindows => Inputs.Count == 0;

    /// <summary>Where reading this cube is cheapest, or null when any window is as good as another.</summary>
    public virtual BlockLayout? Blocks => Inputs.Select(input => input.Blocks).FirstOrDefault(blocks => blocks is not null);

    /// <summary>Addresses of the STAC items that the cells come from.</summary>
    public virtual IEnumerable<string> Sources => Inputs.SelectMany(input => input.Sources).Distinct();

    /// <summary>First and last instant of the data that the cells come from, also after the temporal dimension is gone; null for data without time.</summary>
    public virtual (DateTimeOffset Start, DateTimeOffset End)? Interval => Inputs.Select(input => input.Interval).Aggregate(
        ((DateTimeOffset Start, DateTimeOffset End)?)null, (all, one) => all is not { } a ? one : one is not { } b ? a : (a.Start < b.Start ? a.Start : b.Start, a.End > b.End ? a.End : b.End));

    /// <summary>For each input the window that is needed for <paramref name="window"/>, or null when nothing of it is.</summary>
    public abstract Window?[] InputWindows(Window window);

    /// <summary>
    /// Fills <paramref name="target"/> (dense, of the window's shape and this cube's element type). <paramref name="inputs"/> holds the blocks of
    /// <see cref="InputWindows"/> in order, possibly with gaps between rows; null where nothing was asked for.
    /// </summary>
    public abstract void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context);

    /// <summary>
    /// This cube with only some labels of a dimension, in the given order. The default wraps; operators that can hand the choice down to their inputs do so,
    /// so that what is not chosen is never read.
    /// </summary>
    public virtual RasterCube Select(int dimension, IReadOnlyList<int> indices) => SelectedCube.Of(this, dimension, indices);

    /// <summary>A contiguous part of a dimension; as <see cref="Select"/>.</summary>
    public RasterCube Crop(int dimension, int start, int count) =>
        start == 0 && count == Schema.Dimensions[dimension].Count ? this : Select(dimension, [.. Enumerable.Range(start, count)]);
}

/// <summary>
/// How a source is cut into blocks: their size in cells, and how many cells of the first block lie before the cube's first cell. Windows that follow these
/// cuts decode every block once.
/// </summary>
public readonly record struct BlockLayout(int Width, int Height, int BeforeX, int BeforeY);

/// <summary>What an operator may use while it computes: a pool for scratch blocks and the token that stops it.</summary>
public sealed record ComputeContext(BlockPool Pool, CancellationToken Cancellation);
