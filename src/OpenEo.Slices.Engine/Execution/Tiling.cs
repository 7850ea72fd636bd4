using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Cuts a cube into the windows that a run computes: along the source's blocks, and small enough for all threads to share the memory budget.</summary>
static class Tiling
{
    /// <summary>Smaller windows cost more in administration than they save.</summary>
    const int UsefulSide = 512, UsefulCells = UsefulSide * UsefulSide;

    /// <summary>No edge gets shorter to save memory.</summary>
    const int Shortest = 32;

    /// <summary>A cut must save something, or it is made elsewhere: what is left of the memory after a cut that is worth it.</summary>
    const double Saving = 0.7;

    /// <summary>Windows in C order that cover the cube.</summary>
    /// <param name="cube">The cube to be written.</param>
    /// <param name="budget">Bytes that one window may need.</param>
    /// <param name="recoded">Bytes of a cell in a file that has another type; 0 when its type is the cube's.</param>
    public static List<Window> Windows(RasterCube cube, long budget, int recoded = 0)
    {
        if (cube.Schema.Full.IsEmpty) return [];
        var layout = cube.FindBlocks() ?? Default;
        var (x, y) = Axes(cube);
        var size = Start(cube, layout);
        var cost = Cost(cube, size, recoded);
        while (cost > budget)
        {
            var before = (int[])size.Clone();
            if (!Shrink(size, x, y)) break;
            var less = Cost(cube, size, recoded);
            // Labels that are computed of each other, such as dates that are interpolated, need as much memory for some of them as for all.
            if (less > cost * Saving && ShrinkPlane(before, x, y)) (size, less) = (before, Cost(cube, before, recoded));
            cost = less;
        }
        return Cut(cube, size, layout);
    }

    /// <summary>
    /// Windows of several cubes on the same pixel grid, cut in the same places along rows and columns and nowhere else, so that cubes can be computed together
    /// and what they have in common is read once. Null when that needs more than the budget whatever the cut. <paramref name="recoded"/>: as for one
    /// cube, for each.
    /// </summary>
    public static List<Window>[]? Together(IReadOnlyList<RasterCube> cubes, long budget, IReadOnlyList<int>? recoded = null)
    {
        var layout = cubes.Select(cube => cube.FindBlocks()).FirstOrDefault(blocks => blocks is not null) ?? Default;
        int[][] sizes = [.. cubes.Select(cube => Start(cube, layout))];
        var graph = WindowGraph.Of(cubes);
        // Files are written one after the other.
        while (WindowRunner.Cost(graph, [.. cubes.Select((cube, i) => First(cube, sizes[i]))])
            + cubes.Select((cube, i) => First(cube, sizes[i]).Cells * (recoded?[i] ?? 0)).Max() > budget)
        {
            var shrunk = cubes.Zip(sizes).All(pair => Axes(pair.First) is var (x, y) && ShrinkPlane(pair.Second, x, y));
            if (!shrunk) return null;
        }
        return [.. cubes.Select((cube, i) => Cut(cube, sizes[i], layout))];
    }

    /// <summary>The different parts that windows make of a cube when rows and columns are left whole; the cube itself for no windows.</summary>
    public static IEnumerable<Window> Parts(RasterCube cube, IReadOnlyList<Window> windows)
    {
        var (full, (x, y)) = (cube.Schema.Full, Axes(cube));
        return windows.Count == 0 ? [full] : windows.Select(Whole).Distinct();

        Window Whole(Window window)
        {
            if (x >= 0) window = window.With(x, 0, full.Count[x]);
            return y >= 0 ? window.With(y, 0, full.Count[y]) : window;
        }
    }

    /// <summary>Bytes that the largest of a cube's windows needs; <paramref name="recoded"/> as before.</summary>
    public static long Bytes(RasterCube cube, IReadOnlyList<Window> windows, int recoded = 0) =>
        windows.MaxBy(window => window.Cells) is { } largest ? WindowRunner.Cost(WindowGraph.Of([cube]), [largest]) + largest.Cells * recoded : 0;

    static BlockLayout Default => new(512, 512, 0, 0);

    static (int X, int Y) Axes(RasterCube cube) => (cube.Schema.IndexOf(cube.Schema.X), cube.Schema.IndexOf(cube.Schema.Y));

    // Sizes stay multiples of the blocks even where the cube is smaller: the first cut is counted from the block's edge, not the cube's.
    static int[] Start(RasterCube cube, BlockLayout layout)
    {
        var (full, (x, y)) = (cube.Schema.Full, Axes(cube));
        var size = (int[])full.Count.Clone();
        if (x >= 0) size[x] = Rounded(layout.Width, Math.Min(UsefulSide, full.Count[x]));
        // Without columns each row is made of whole rows of something else.
        if (y >= 0) size[y] = Rounded(layout.Height, Math.Clamp(UsefulCells / (x >= 0 ? Math.Min(size[x], full.Count[x]) : UsefulSide), 1, full.Count[y]));
        return size;
    }

    static long Cost(RasterCube cube, int[] size, int recoded) =>
        First(cube, size) is var first ? WindowRunner.Cost(WindowGraph.Of([cube]), [first]) + first.Cells * recoded : 0;

    static Window First(RasterCube cube, int[] size) => new(cube.Schema.Full.Start, [.. size.Zip(cube.Schema.Full.Count, Math.Min)]);

    static List<Window> Cut(RasterCube cube, int[] size, BlockLayout layout)
    {
        var (full, (x, y)) = (cube.Schema.Full, Axes(cube));
        var cuts = size.Select((length, d) => Cuts(full.Count[d], length, d == x ? layout.BeforeX : d == y ? layout.BeforeY : 0)).ToArray();
        var windows = new List<Window>();
        var index = new int[cuts.Length];
        do windows.Add(new Window([.. index.Select((i, d) => cuts[d][i].Start)], [.. index.Select((i, d) => cuts[d][i].Count)]));
        while (Next(index, cuts));
        return windows;
    }

    /// <summary>A multiple of the block that reaches the wanted length, but no more than twice of it.</summary>
    static int Rounded(int block, int wanted) => block >= wanted ? block : (wanted + block - 1) / block * block;

    /// <summary>Halves the longest dimension beside x and y first: times and bands are read apart at no extra cost; then rows, then columns.</summary>
    static bool Shrink(int[] size, int x, int y)
    {
        var other = Enumerable.Range(0, size.Length).Where(d => d != x && d != y && size[d] > 1).OrderByDescending(d => size[d]).FirstOrDefault(-1);
        if (other < 0) return ShrinkPlane(size, x, y);
        size[other] = (size[other] + 1) / 2;
        return true;
    }

    static bool ShrinkPlane(int[] size, int x, int y)
    {
        var d = y >= 0 && size[y] > Shortest ? y : x >= 0 && size[x] > Shortest ? x : -1;
        if (d < 0) return false;
        size[d] = (size[d] + 1) / 2;
        return true;
    }

    static List<(int Start, int Count)> Cuts(int total, int length, int before)
    {
        var cuts = new List<(int, int)>();
        for (var at = 0; at < total;)
        {
            var end = Math.Min(total, at + length - (at + before) % length);
            cuts.Add((at, end - at));
            at = end;
        }
        return cuts;
    }

    static bool Next(int[] index, List<(int Start, int Count)>[] cuts)
    {
        for (var d = index.Length - 1; d >= 0; d--)
        {
            if (++index[d] < cuts[d].Count) return true;
            index[d] = 0;
        }
        return false;
    }
}
