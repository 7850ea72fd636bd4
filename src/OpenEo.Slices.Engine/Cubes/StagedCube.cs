using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A small cube of which no cell is known before all that it needs of another cube was seen: statistics of geometries, or what is reduced once more. The other
/// cube goes by once, window by window, in any order and on several threads; what is computed stays in memory.
/// </summary>
abstract class StagedCube(CubeSchema schema, RasterCube source) : RasterCube(schema, source)
{
    bool isDone;

    /// <summary>Held by whoever runs the stage.</summary>
    public Lock Running { get; } = new();

    /// <summary>Whether the cells are known.</summary>
    public bool IsDone => Volatile.Read(ref isDone);

    /// <summary>What goes by.</summary>
    public RasterCube Source => Inputs[0];

    /// <summary>Bytes that are kept while the other cube goes by, at most.</summary>
    public abstract long HeldBytes { get; }

    public override bool ComputesWholeWindows => true;

    public override bool KeepsBlocks => false;

    /// <summary>Whether a window of the source is needed at all.</summary>
    public abstract bool Needs(Window window);

    /// <summary>Says which windows will come, each once, by their positions in the list.</summary>
    public abstract void Begin(IReadOnlyList<Window> windows);

    /// <summary>One of the windows, with its cells. Thread-safe.</summary>
    public abstract void Take(int number, Window window, Block block);

    /// <summary>All windows came.</summary>
    protected abstract void End();

    /// <summary>All windows came; from now on the cube can be read.</summary>
    public void Complete()
    {
        End();
        Volatile.Write(ref isDone, true);
    }

    public override Window?[] InputWindows(Window window) => [null];
}
