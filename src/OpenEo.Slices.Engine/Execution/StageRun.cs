using System.Runtime.ExceptionServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Computes what must be known before windows of a plan can be: lets the sources of <see cref="StagedCube"/> go by, each window once.</summary>
static class StageRun
{
    // For those who ask for a window without a plan.
    const long ModestBudget = 256L << 20;

    /// <summary>The stages that a cube needs, in the order in which they can run.</summary>
    public static IEnumerable<StagedCube> Of(IEnumerable<RasterCube> cubes) =>
        WindowGraph.InOrder([.. cubes], _ => true).Reverse().OfType<StagedCube>();

    /// <summary>The windows of a stage's source that it needs.</summary>
    public static List<Window> Windows(StagedCube stage, long budget) => [.. Tiling.Windows(stage.Source, budget).Where(stage.Needs)];

    /// <summary>Runs a stage that nobody has run, alone on this thread.</summary>
    public static void Demand(StagedCube stage, BlockPool pool, CancellationToken cancellation) =>
        Run(stage, Windows(stage, ModestBudget), null, new EngineOptions { Threads = 1, MemoryBudget = ModestBudget }, pool, () => { }, cancellation);

    /// <summary>Runs a stage, unless it has run.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="windows">Its windows.</param>
    /// <param name="rasters">Fetches ahead; null: nobody does.</param>
    /// <param name="options">Threads and memory to use.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="passed">Called for each window.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Run(
        StagedCube stage, List<Window> windows, IRasterLibrary? rasters, EngineOptions options, BlockPool pool, Action passed, CancellationToken cancellation)
    {
        if (stage.IsDone) return;
        lock (stage.Running)
        {
            if (stage.IsDone) return;
            stage.Begin(windows);
            var graph = WindowGraph.Of([stage.Source]);
            var threads = options.ThreadsFor(Tiling.Bytes(stage.Source, windows));
            using var lookahead = rasters is null ? null
                : new Lookahead(rasters, [.. windows.Select(window => new Func<IEnumerable<RasterRead>>(() => graph.Reads([window])))], options.MostAhead,
                    threads).Begin();
            var next = -1;
            try
            {
                var bounds = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
                Parallel.For(0, Math.Min(threads, windows.Count), bounds, (_, state) =>
                {
                    for (var i = Interlocked.Increment(ref next); i < windows.Count && !state.ShouldExitCurrentIteration; i = Interlocked.Increment(ref next))
                    {
                        using (var block = WindowRunner.Read(stage.Source, windows[i], pool, cancellation)) stage.Take(i, windows[i], block);
                        lookahead?.Done(i);
                        passed();
                    }
                });
            }
            catch (AggregateException failures)
            {
                var all = failures.Flatten().InnerExceptions;
                ExceptionDispatchInfo.Throw(all.FirstOrDefault(failure => failure is not OperationCanceledException) ?? all[0]);
            }
            stage.Complete();
        }
    }
}
