using System.Collections.Concurrent;
using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Batcher's odd-even merge sort as a list of comparators: the same steps for whatever the values are, so that whole vectors of pixels are sorted at once.
/// </summary>
static class SortingNetwork
{
    static readonly ConcurrentDictionary<int, (int Low, int High)[]> Full = [];
    static readonly ConcurrentDictionary<int, (int Low, int High)[]> Middle = [];

    /// <summary>The comparators, in order, that sort a number of columns: each puts the smaller value at Low and the larger at High, Low &lt; High.</summary>
    public static (int Low, int High)[] Sort(int columns) => Full.GetOrAdd(columns, static count => [.. Merge(count)]);

    /// <summary>The ranks that hold the median of a number of columns and of one less.</summary>
    public static (int Low, int High) MiddleRanks(int columns) => (Math.Max(0, columns / 2 - 1), columns / 2);

    /// <summary>Only the comparators that bring the two middle ranks (<see cref="MiddleRanks"/>) into their columns.</summary>
    public static (int Low, int High)[] Select(int columns) => Middle.GetOrAdd(columns, static count =>
    {
        var (low, high) = MiddleRanks(count);
        HashSet<int> needed = [low, high];
        var kept = new Stack<(int, int)>();
        foreach (var comparator in Sort(count).Reverse())
        {
            if (!needed.Contains(comparator.Low) && !needed.Contains(comparator.High)) continue;
            needed.UnionWith([comparator.Low, comparator.High]);
            kept.Push(comparator);
        }
        return [.. kept];
    });

    /// <summary>Runs comparators over columns of vectors. NaN must have been replaced.</summary>
    public static void Run<T>(ReadOnlySpan<(int Low, int High)> comparators, Span<Vector<T>> columns)
    {
        foreach (var (low, high) in comparators)
        {
            var (x, y) = (columns[low], columns[high]);
            columns[low] = Vector.MinNative(x, y);
            columns[high] = Vector.MaxNative(x, y);
        }
    }

    /// <summary>Batcher's scheme for the next power of two; comparators that reach beyond the count would only meet infinities and are left out.</summary>
    static IEnumerable<(int, int)> Merge(int count)
    {
        for (var sorted = 1; sorted < count; sorted *= 2)
            for (var step = sorted; step > 0; step /= 2)
                for (var start = step % sorted; start + step < count; start += 2 * step)
                    for (var i = start; i < Math.Min(start + step, count - step); i++)
                        if (i / (2 * sorted) == (i + step) / (2 * sorted)) yield return (i, i + step);
    }
}
