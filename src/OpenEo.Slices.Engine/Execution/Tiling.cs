using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Cuts a cube into the windows that a run computes: along the source's blocks, and small enough for all threads to share the memory budget.</summary>
static class Tiling
{
    /// <summary>Smaller windows cost more in administration than they save.</summary>
    const int UsefulCells = 512 * 512;

    /// <summary>No edge gets shorter to save memory.</summary>
    const int Shortest = 32;

    /// <summary>Windows in C order that cover the cube.</summary>
    /// <param name="cube">The cube to be written.</param>
    /// <param name="budget">Bytes that one window may need.</param>
    public static List<Window> Windows(RasterCube cube, long budget)
    {
        var schema = cube.Schema;
        var full = schema.Full;
        if (full.IsEmpty) return [];
        var (x, y) = (schema.IndexOf(schema.X), schema.IndexOf(schema.Y));
        var layout = cube.Blocks ?? new BlockLayout(512, 512, 0, 0);
        var size = (int[])full.Count.Clone();
        // Sizes stay multiples of the blocks even where the cube is smaller: the first cut is counted from the block's edge, not the cube's.
        if (x >= 0) size[x] = Rounded(layout.Width, Math.Min(512, full.Count[x]));
        if (y >= 0) size[y] = Rounded(layout.Height, Math.Clamp(UsefulCells / (x >= 0 ? Math.Min(size[x], full.Count[x]) : 1), 1, full.Count[y]));
        while (WindowRunner.Cost(cube, new Window(full.Start, [.. size.Zip(full.Count, Math.Min)])) > budget && Shrink(size, x, y))
        {
        }
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
        var d = other >= 0 ? other : y >= 0 && size[y] > Shortest ? y : x >= 0 && size[x] > Shortest ? x : -1;
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
