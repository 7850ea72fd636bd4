using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// Does things of which each waits for something, several at a time and begun in their order: no thread gets a share in advance and is late with it.
/// </summary>
static class ManyAtOnce
{
    /// <summary>How many wait for a web server at one time.</summary>
    public const int Remote = 64;

    /// <summary>How many open files of web servers at one time: each thread that does has GDAL's and PROJ's tables of its own, and they cost time.</summary>
    public const int Openings = 8;

    // Beginnings of files that are on their way while others are opened.
    const int Ahead = 2 * Remote;

    /// <summary>
    /// Opens files: the requests for their beginnings are made well ahead of the few threads that open them.
    /// </summary>
    public static void Open(int count, int atOnce, Action<int> expect, Action<int> open, CancellationToken cancellation = default)
    {
        var expected = 0;
        Do(count, atOnce, i =>
        {
            for (int next; (next = Volatile.Read(ref expected)) < Math.Min(count, i + Ahead);)
                if (Interlocked.CompareExchange(ref expected, next + 1, next) == next) expect(next);
            open(i);
        }, cancellation);
    }

    /// <summary>Does it for all numbers from 0 on. The first failure ends it, as itself.</summary>
    public static void Do(int count, int atOnce, Action<int> act, CancellationToken cancellation = default)
    {
        if (count == 0) return;
        if (atOnce == 1 || count == 1)
        {
            for (var i = 0; i < count; i++) act(i);
            return;
        }
        try
        {
            Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation }, act);
        }
        catch (AggregateException failures)
        {
            var all = failures.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(all.FirstOrDefault(failure => failure is not OperationCanceledException) ?? all[0]);
        }
    }
}
