using System.Runtime.CompilerServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Cubes that are computed together, with everything that they are computed from, each once. Blocks are stored for them, for sources, for operators that
/// compute whole windows, and for the inputs of these; between stored cubes lie segments, which run strip by strip. Immutable; shared by all threads.
/// </summary>
sealed class WindowGraph
{
    static readonly ConditionalWeakTable<RasterCube, WindowGraph> Known = [];

    readonly int[][] inputs;

    WindowGraph(IReadOnlyList<RasterCube> roots)
    {
        Cubes = InOrder(roots, _ => true);
        var position = Positions(Cubes);
        inputs = [.. Cubes.Select(cube => cube.Inputs.Select(input => position[input]).ToArray())];
        Stages = [.. Cubes.OfType<StagedCube>().Reverse()];
        Roots = [.. roots.Select(root => position[root])];
        var stored = Cubes.Where(cube => cube.ComputesWholeWindows).SelectMany(cube => cube.Inputs.Prepend(cube)).Concat(roots)
            .ToHashSet<RasterCube>(ReferenceEqualityComparer.Instance);
        Segments = [.. Cubes.Select(cube => stored.Contains(cube) ? new Segment(cube, stored.Contains) : null)];
        Feeds = [.. Segments.Select(segment => segment is null ? [] : segment.Cubes.Where((_, i) => segment.Ends[i]).Select(cube => position[cube]).ToArray())];
    }

    /// <summary>All cubes, each before its inputs.</summary>
    public RasterCube[] Cubes { get; }

    /// <summary>Cubes that must be known before anything is computed, those first that others need.</summary>
    public StagedCube[] Stages { get; }

    /// <summary>Positions of the cubes that were asked for.</summary>
    public int[] Roots { get; }

    /// <summary>For each cube whose blocks are stored how it is computed from others that are; null for the rest.</summary>
    public Segment?[] Segments { get; }

    /// <summary>For each stored cube the positions of the stored cubes that its segment ends at.</summary>
    public int[][] Feeds { get; }

    /// <summary>The graph of some cubes; that of a single one is built once.</summary>
    public static WindowGraph Of(IReadOnlyList<RasterCube> roots) =>
        roots is [var only] ? Known.GetValue(only, static cube => new WindowGraph([cube])) : new WindowGraph(roots);

    /// <summary>
    /// For each cube the box that holds all that is needed of it for windows of the cubes that were asked for, or null; with <paramref name="most"/> what
    /// windows of this size may need elsewhere.
    /// </summary>
    public Window?[] Demand(IReadOnlyList<Window> windows, bool most = false)
    {
        var demand = new Window?[Cubes.Length];
        for (var k = 0; k < Roots.Length; k++) demand[Roots[k]] = demand[Roots[k]]?.Union(windows[k]) ?? windows[k];
        Spread(Cubes, inputs, demand, most);
        return demand;
    }

    /// <summary>Cells of sources that are read for windows, each once, and their bytes.</summary>
    public (long Cells, long Bytes) Input(IReadOnlyList<Window> windows)
    {
        var demand = Demand(windows);
        var (cells, bytes) = (0L, 0L);
        var planes = new Dictionary<object, (long Cells, int Size)>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Cubes.Length; i++)
        {
            if (demand[i] is not { } box || Cubes[i].Inputs.Count > 0 || !Cubes[i].ComputesWholeWindows) continue;
            var size = Cubes[i].Schema.Element.Size;
            if (Cubes[i] is not IPlaneSource source) (cells, bytes) = (cells + box.Cells, bytes + box.Cells * size);
            else
                foreach (var plane in source.PlanesOf(box)) planes[plane.Layer] = (Math.Max(plane.Cells, planes.GetValueOrDefault(plane.Layer).Cells), size);
        }
        return (cells + planes.Values.Sum(plane => plane.Cells), bytes + planes.Values.Sum(plane => plane.Cells * plane.Size));
    }

    /// <summary>What is read of files for windows.</summary>
    public IEnumerable<RasterRead> Reads(IReadOnlyList<Window> windows)
    {
        var demand = Demand(windows);
        return from i in Enumerable.Range(0, Cubes.Length)
               where demand[i] is { IsEmpty: false } && Cubes[i] is IPlaneSource
               from read in ((IPlaneSource)Cubes[i]).ReadsOf(demand[i]!)
               select read;
    }

    /// <summary>Hands what is needed of cubes on to their inputs, in the order of the cubes.</summary>
    internal static void Spread(RasterCube[] cubes, int[][] inputs, Window?[] demand, bool most = false)
    {
        for (var i = 0; i < cubes.Length; i++)
        {
            if (demand[i] is not { } mine || inputs[i].Length == 0) continue;
            var needed = most ? cubes[i].MostInput(mine) : cubes[i].InputWindows(mine);
            for (var k = 0; k < needed.Length; k++)
                if (needed[k] is { } box) demand[inputs[i][k]] = demand[inputs[i][k]]?.Union(box) ?? box;
        }
    }

    /// <summary>Where each cube is in an order.</summary>
    internal static Dictionary<RasterCube, int> Positions(RasterCube[] cubes) =>
        cubes.Select((cube, i) => (cube, i)).ToDictionary(pair => pair.cube, pair => pair.i, (IEqualityComparer<RasterCube>)ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Cubes and what they are computed from, each once and before its inputs. Without recursion: a chain of operators may be thousands long.
    /// </summary>
    internal static RasterCube[] InOrder(IReadOnlyList<RasterCube> roots, Func<RasterCube, bool> descend)
    {
        var (order, seen) = (new List<RasterCube>(), new HashSet<RasterCube>(ReferenceEqualityComparer.Instance));
        var stack = new Stack<(RasterCube Cube, bool Done)>(roots.Select(root => (root, false)).Reverse());
        while (stack.TryPop(out var entry))
        {
            if (entry.Done) order.Add(entry.Cube);
            else if (seen.Add(entry.Cube))
            {
                stack.Push((entry.Cube, true));
                if (!descend(entry.Cube)) continue;
                foreach (var input in entry.Cube.Inputs.Reverse()) stack.Push((input, false));
            }
        }
        order.Reverse();
        return [.. order];
    }
}
