using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A small cube of which no cell is known before all that it needs of another cube was seen: statistics of geometries. The other cube goes by once, window by
/// window, in any order and on several threads; what is computed stays in memory.
/// </summary>
abstract class StagedCube(CubeSchema schema, RasterCube source) : RasterCube(schema with { Element = ElementType.Float64, NoData = double.NaN }, source)
{
    double[]? cells;

    /// <summary>Held by whoever runs the stage.</summary>
    public Lock Running { get; } = new();

    /// <summary>Whether the cells are known.</summary>
    public bool IsDone => Volatile.Read(ref cells) is not null;

    /// <summary>What goes by.</summary>
    public RasterCube Source => Inputs[0];

    public override bool ComputesWholeWindows => true;

    public override bool KeepsBlocks => false;

    /// <summary>Whether a window of the source is needed at all.</summary>
    public abstract bool Needs(Window window);

    /// <summary>Says which windows will come, each once, by their positions in the list.</summary>
    public abstract void Begin(IReadOnlyList<Window> windows);

    /// <summary>One of the windows, with its cells. Thread-safe.</summary>
    public abstract void Take(int number, Window window, Block block);

    /// <summary>All windows came: the cells.</summary>
    protected abstract double[] End();

    /// <summary>Keeps the cells; from now on the cube can be read.</summary>
    public void Complete() => Volatile.Write(ref cells, End());

    public override Window?[] InputWindows(Window window) => [null];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var known = cells ?? throw new InvalidOperationException("The stage has not run.");
        var strides = Block.DenseStrides(Schema.Shape);
        BlockCopy.ForEachRow(window.Count, position =>
        {
            var from = 0;
            for (var i = 0; i < position.Length; i++) from += (window.Start[i] + position[i]) * strides[i];
            var count = position.Length == 0 ? 1 : window.Count[^1];
            known.AsSpan(from, count).CopyTo(target.Span<double>(target.OffsetOf(position), count));
        });
    }
}
