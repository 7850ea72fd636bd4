using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Computes windows of lazy cubes. Sources are read for the whole window, so that each block of a file is decoded once; the operators in between run strip
/// by strip, so that what they hand each other stays in the cache.
/// </summary>
static class WindowRunner
{
    /// <summary>All blocks of one strip together: about what a second-level cache holds beside the source's blocks.</summary>
    const long StripBytes = 384 * 1024;

    /// <summary>Computes one window. The block is the caller's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; checked between strips.</exception>
    public static Block Read(RasterCube cube, Window window, BlockPool pool, CancellationToken cancellation, int threads = 1)
    {
        Block? result = null;
        Read(WindowGraph.Of([cube]), [window], pool, (_, block) => result = block, cancellation, threads);
        return result!;
    }

    /// <summary>
    /// Computes one window of each root, in their order; what they have in common is read once. <paramref name="done"/> gets each block as its own. With more
    /// than one thread, planes of sources are read at the same time.
    /// </summary>
    internal static void Read(WindowGraph graph, IReadOnlyList<Window> windows, BlockPool pool, Action<int, Block> done, CancellationToken cancellation,
        int threads = 1)
    {
        foreach (var stage in graph.Stages)
            if (!stage.IsDone) StageRun.Demand(stage, pool, cancellation);
        var schedule = new Schedule(graph, windows);
        var blocks = new Block?[graph.Cubes.Length];
        var shared = new Dictionary<int[], SharedPlanes>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var step in schedule.Steps)
            {
                switch (step.Kind)
                {
                    case Schedule.StepKind.Fill:
                        var planes = schedule.FamilyOf(step.Index) is { } family ? shared.TryGetValue(family, out var known) ? known
                            : shared[family] = new SharedPlanes() : null;
                        Fill(graph, step.Index, schedule.Demand, blocks, new ComputeContext(pool, cancellation, planes, threads));
                        break;
                    case Schedule.StepKind.GiveBack:
                        Release(blocks, step.Index);
                        break;
                    case var _ when step.Last:
                        var own = blocks[graph.Roots[step.Index]]!;
                        blocks[graph.Roots[step.Index]] = null;
                        done(step.Index, own);
                        break;
                    default:
                        done(step.Index, Copy(blocks[graph.Roots[step.Index]]!, schedule.Demand[graph.Roots[step.Index]]!, windows[step.Index], pool));
                        break;
                }
            }
        }
        finally
        {
            for (var i = 0; i < blocks.Length; i++) Release(blocks, i);
        }
    }

    /// <summary>Bytes that computing windows needs at one time, sources included.</summary>
    internal static long Cost(WindowGraph graph, IReadOnlyList<Window> windows) => new Schedule(graph, windows, most: true).PeakBytes() + StripBytes;

    static void Fill(WindowGraph graph, int index, Window?[] demand, Block?[] blocks, ComputeContext context)
    {
        var (cube, window, segment) = (graph.Cubes[index], demand[index]!, graph.Segments[index]!);
        var target = blocks[index] = context.Pool.Rent(cube.Schema.Element, window.Count);
        if (window.IsEmpty) return;
        // The segment's ends, in the segment's order.
        var stored = new (Window Window, Block Block)?[segment.Cubes.Length];
        var feeds = graph.Feeds[index];
        for (int i = 0, feed = 0; i < stored.Length; i++)
            if (segment.Ends[i] && feeds[feed++] is var at && demand[at] is { } box && blocks[at] is { } block) stored[i] = (box, block);
        if (cube.ComputesWholeWindows || cube.Inputs.Count == 0)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Step(segment, segment.Demand(window), stored, target, context);
            return;
        }
        foreach (var strip in Strips(segment, window))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Step(segment, segment.Demand(strip), stored, target.Slice(strip.RelativeTo(window)), context);
        }
    }

    static Block Copy(Block block, Window held, Window wanted, BlockPool pool)
    {
        var copy = pool.Rent(block.Element, wanted.Count);
        if (!wanted.IsEmpty) BlockCopy.Copy(block.Slice(wanted.RelativeTo(held)), copy);
        return copy;
    }

    /// <summary>Computes one strip: every cube once, inputs first, each block given back after its last use.</summary>
    static void Step(Segment segment, Window?[] demand, (Window Window, Block Block)?[] stored, Block target, ComputeContext context)
    {
        var blocks = new Block?[demand.Length];
        var uses = new int[demand.Length];
        for (var i = 0; i < demand.Length; i++)
            if (demand[i] is not null)
                foreach (var input in segment.Inputs(i)) uses[input]++;
        try
        {
            for (var i = demand.Length - 1; i >= 0; i--)
            {
                if (demand[i] is not { } window) continue;
                if (stored[i] is { } known)
                {
                    blocks[i] = known.Block.Slice(window.RelativeTo(known.Window));
                    continue;
                }
                var needed = segment.Cubes[i].InputWindows(window);
                var inputs = new Block?[needed.Length];
                for (var k = 0; k < needed.Length; k++)
                    if (needed[k] is { } box) inputs[k] = blocks[segment.Inputs(i)[k]]!.Slice(box.RelativeTo(demand[segment.Inputs(i)[k]]!));
                Compute(segment.Cubes[i], i, window, inputs, blocks, target, context);
                foreach (var input in segment.Inputs(i))
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
    static IEnumerable<Window> Strips(Segment segment, Window window)
    {
        var schema = segment.Cubes[0].Schema;
        var along = schema.IndexOf(schema.Y) is var y and >= 0 ? y : Array.IndexOf(window.Count, window.Count.DefaultIfEmpty(1).Max());
        if (along < 0)
        {
            yield return window;
            yield break;
        }
        var probe = segment.Demand(window.With(along, window.Start[along], 1));
        var bytes = 0L;
        for (var i = 0; i < probe.Length; i++)
            if (!segment.Ends[i] && probe[i] is { } box) bytes += box.Cells * segment.Cubes[i].Schema.Element.Size;
        var rows = (int)Math.Clamp(StripBytes / Math.Max(bytes, 1), 1, window.Count[along]);
        for (var at = 0; at < window.Count[along]; at += rows)
            yield return window.With(along, window.Start[along] + at, Math.Min(rows, window.Count[along] - at));
    }
}
