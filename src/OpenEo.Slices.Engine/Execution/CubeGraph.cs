using System.Runtime.CompilerServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// A cube with everything that it is computed from, each once, in an order in which every cube comes before its inputs. Answers which window of each is
/// needed for a window of the first. Immutable; shared by all threads.
/// </summary>
sealed class CubeGraph
{
    static readonly ConditionalWeakTable<RasterCube, CubeGraph> Known = [];
    readonly int[][] inputs;

    CubeGraph(RasterCube root)
    {
        var (order, seen) = (new List<RasterCube>(), new HashSet<RasterCube>(ReferenceEqualityComparer.Instance));
        Visit(root, order, seen);
        order.Reverse();
        Cubes = [.. order];
        var position = Cubes.Select((cube, i) => (cube, i)).ToDictionary(pair => pair.cube, pair => pair.i, (IEqualityComparer<RasterCube>)ReferenceEqualityComparer.Instance);
        inputs = [.. Cubes.Select((cube, i) => Ends(i) ? [] : cube.Inputs.Select(input => position[input]).ToArray())];
    }

    /// <summary>The cube asked for first; then all others down to those that are computed by whole windows.</summary>
    public RasterCube[] Cubes { get; }

    /// <summary>The graph of a cube, built once.</summary>
    public static CubeGraph Of(RasterCube root) => Known.GetValue(root, static cube => new CubeGraph(cube));

    /// <summary>Positions of a cube's inputs; none where the strip-wise part of the graph ends.</summary>
    public int[] Inputs(int cube) => inputs[cube];

    /// <summary>True where the strip-wise part of the graph ends: a source, or an operator that computes whole windows.</summary>
    public bool Ends(int cube) => cube > 0 && Cubes[cube].ComputesWholeWindows;

    /// <summary>For each cube the box that holds all that is needed of it, or null.</summary>
    public Window?[] Demand(Window window)
    {
        var demand = new Window?[Cubes.Length];
        demand[0] = window;
        for (var i = 0; i < Cubes.Length; i++)
        {
            if (demand[i] is not { } mine || inputs[i].Length == 0) continue;
            var needed = Cubes[i].InputWindows(mine);
            for (var k = 0; k < needed.Length; k++)
                if (needed[k] is { } box) demand[inputs[i][k]] = demand[inputs[i][k]]?.Union(box) ?? box;
        }
        return demand;
    }

    /// <summary>Post-order without recursion: a chain of operators may be thousands long.</summary>
    static void Visit(RasterCube root, List<RasterCube> order, HashSet<RasterCube> seen)
    {
        var stack = new Stack<(RasterCube Cube, bool Done)>([(root, false)]);
        while (stack.TryPop(out var entry))
        {
            if (entry.Done) order.Add(entry.Cube);
            else if (seen.Add(entry.Cube))
            {
                stack.Push((entry.Cube, true));
                if (entry.Cube != root && entry.Cube.ComputesWholeWindows) continue;
                foreach (var input in entry.Cube.Inputs.Reverse()) stack.Push((input, false));
            }
        }
    }
}
