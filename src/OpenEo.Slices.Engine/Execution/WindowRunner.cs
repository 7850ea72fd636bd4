using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Computes windows of lazy cubes. Sources are read for the whole window, so that each block of a file is decoded once; the operators in between run strip
/// by strip, so that what they hand each other stays in the cache.
/// </summary>
public static class WindowRunner
{
    /// <summary>All blocks of one strip together: about what a second-level cache holds beside the source's blocks.</summary>
    const long StripBytes = 384 * 1024;

    /// <summary>Computes one window. The block is the caller's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; checked between strips.</exception>
    public static Block Read(RasterCube cube, Window window, BlockPool pool, CancellationToken cancellation)
    {
        var context = new ComputeContext(pool, cancellation);
        var target = pool.Rent(cube.Schema.Element, window.Count);
        try
        {
            if (!window.IsEmpty) Fill(cube, window, target, context);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Calls <paramref name="done"/> with every window, computed on several threads; windows are started in order and may end in any.</summary>
    public static void ForEach(RasterCube cube, IReadOnlyList<Window> windows, int threads, BlockPool pool, Action<int, Block> done, CancellationToken cancellation)
    {
        // Below the default scheduler's threads: a window is long, and the runner decides how many run at once.
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var next = -1;
        Parallel.For(0, Math.Min(threads, windows.Count), options, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < windows.Count; i = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                using var block = Read(cube, windows[i], pool, cancellation);
                done(i, block);
            }
        });
    }

    /// <summary>Bytes that computing a window needs at one time, sources included.</summary>
    public static long Cost(RasterCube cube, Window window)
    {
        var graph = CubeGraph.Of(cube);
        var demand = graph.Demand(window);
        var bytes = window.Cells * cube.Schema.Element.Size;
        for (var i = 1; i < demand.Length; i++)
            if (graph.Ends(i) && demand[i] is { } box) bytes += Math.Max(box.Cells * graph.Cubes[i].Schema.Element.Size, graph.Cubes[i].Inputs.Count == 0 ? 0 : Cost(graph.Cubes[i], box));
        return bytes + StripBytes;
    }

    /// <summary>Cells of sources that are read for a window, and their bytes.</summary>
    public static (long Cells, long Bytes) Input(RasterCube cube, Window window)
    {
        var graph = CubeGraph.Of(cube);
        var demand = graph.Demand(window);
        var (cells, bytes) = (0L, 0L);
        for (var i = 0; i < demand.Length; i++)
        {
            if (demand[i] is not { } box) continue;
            if (graph.Cubes[i].Inputs.Count == 0 && graph.Cubes[i].ComputesWholeWindows) (cells, bytes) = (cells + box.Cells, bytes + box.Cells * graph.Cubes[i].Schema.Element.Size);
            else if (graph.Ends(i))
            {
                var more = Input(graph.Cubes[i], box);
                (cells, bytes) = (cells + more.Cells, bytes + more.Bytes);
            }
        }
        return (cells, bytes);
    }

    static void Fill(RasterCube cube, Window window, Block target, ComputeContext context)
    {
        var graph = CubeGraph.Of(cube);
        var demand = graph.Demand(window);
        var sources = new (Window Window, Block Block)?[demand.Length];
        try
        {
            for (var i = 1; i < demand.Length; i++)
                if (graph.Ends(i) && demand[i] is { } box) sources[i] = (box, Read(graph.Cubes[i], box, context.Pool, context.Cancellation));
            if (cube.ComputesWholeWindows || cube.Inputs.Count == 0)
            {
                Step(graph, demand, sources, target, context);
                return;
            }
            foreach (var strip in Strips(graph, window))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                Step(graph, graph.Demand(strip), sources, target.Slice(strip.RelativeTo(window)), context);
            }
        }
        finally
        {
            foreach (var source in sources) source?.Block.Dispose();
        }
    }

    /// <summary>Computes one strip: every cube once, inputs first, each block given back after its last use.</summary>
    static void Step(CubeGraph graph, Window?[] demand, (Window Window, Block Block)?[] sources, Block target, ComputeContext context)
    {
        var blocks = new Block?[demand.Length];
        var uses = new int[demand.Length];
        for (var i = 0; i < demand.Length; i++)
            if (demand[i] is not null)
                foreach (var input in graph.Inputs(i)) uses[input]++;
        try
        {
            for (var i = demand.Length - 1; i >= 0; i--)
            {
                if (demand[i] is not { } window) continue;
                if (sources[i] is { } source)
                {
                    blocks[i] = source.Block.Slice(window.RelativeTo(source.Window));
                    continue;
                }
                var needed = graph.Cubes[i].InputWindows(window);
                var inputs = new Block?[needed.Length];
                for (var k = 0; k < needed.Length; k++)
                    if (needed[k] is { } box) inputs[k] = blocks[graph.Inputs(i)[k]]!.Slice(box.RelativeTo(demand[graph.Inputs(i)[k]]!));
                Compute(graph.Cubes[i], i, window, inputs, blocks, target, context);
                foreach (var input in graph.Inputs(i))
                    if (--uses[input] == 0) Release(blocks, input);
            }
        }
        finally
        {
            for (var i = 1; i < blocks.Length; i++) Release(blocks, i);
        }
    }

    static void Compute(RasterCube cube, int index, Window window, Block?[] inputs, Block?[] blocks, Block target, ComputeContext context)
    {
        if (index > 0 || !target.IsDense)
        {
            var block = context.Pool.Rent(cube.Schema.Element, window.Count);
            blocks[index] = block;
            cube.Compute(window, inputs, block, context);
            if (index > 0) return;
            BlockCopy.Copy(block, target);
            Release(blocks, index);
        }
        else cube.Compute(window, inputs, target, context);
    }

    static void Release(Block?[] blocks, int index)
    {
        blocks[index]?.Dispose();
        blocks[index] = null;
    }

    /// <summary>Cuts a window along its rows (or, without rows, its longest dimension) into strips whose blocks fit the cache.</summary>
    static IEnumerable<Window> Strips(CubeGraph graph, Window window)
    {
        var schema = graph.Cubes[0].Schema;
        var along = schema.IndexOf(schema.Y) is var y and >= 0 ? y : Array.IndexOf(window.Count, window.Count.DefaultIfEmpty(1).Max());
        if (along < 0)
        {
            yield return window;
            yield break;
        }
        var probe = graph.Demand(window.With(along, window.Start[along], 1));
        var bytes = 0L;
        for (var i = 0; i < probe.Length; i++)
            if (!graph.Ends(i) && probe[i] is { } box) bytes += box.Cells * graph.Cubes[i].Schema.Element.Size;
        var rows = (int)Math.Clamp(StripBytes / Math.Max(bytes, 1), 1, window.Count[along]);
        for (var at = 0; at < window.Count[along]; at += rows)
            yield return window.With(along, window.Start[along] + at, Math.Min(rows, window.Count[along] - at));
    }
}
