using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// A cube with the operators that it is computed from strip by strip, each once, in an order in which every cube comes before its inputs, down to cubes whose
/// blocks are stored. Answers which part of each is needed for a window of the first. Immutable; shared by all threads.
/// </summary>
sealed class Segment
{
    readonly int[][] inputs;

    /// <param name="root">The cube to compute.</param>
    /// <param name="isStored">Where the segment ends, beside its root.</param>
    public Segment(RasterCube root, Func<RasterCube, bool> isStored)
    {
        Cubes = WindowGraph.InOrder([root], cube => cube == root || !isStored(cube));
        var position = WindowGraph.Positions(Cubes);
        inputs = [.. Cubes.Select((cube, i) => i > 0 && isStored(cube) ? [] : cube.Inputs.Select(input => position[input]).ToArray())];
        Ends = [.. Cubes.Select((cube, i) => i > 0 && isStored(cube))];
    }

    /// <summary>The cube asked for first; then all others down to those that are stored.</summary>
    public RasterCube[] Cubes { get; }

    /// <summary>Which of the cubes are stored: another segment's root, or a source.</summary>
    public bool[] Ends { get; }

    /// <summary>Positions of a cube's inputs; none where the segment ends.</summary>
    public int[] Inputs(int cube) => inputs[cube];

    /// <summary>For each cube the box that holds all that is needed of it for a window of the first, or null.</summary>
    public Window?[] Demand(Window window)
    {
        var demand = new Window?[Cubes.Length];
        demand[0] = window;
        WindowGraph.Spread(Cubes, inputs, demand);
        return demand;
    }
}
