using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>All cells of a small cube at once. What it is computed from may be large, so it is computed window by window.</summary>
static class WholeCube
{
    /// <summary>The cells in C order, no-data as NaN.</summary>
    public static double[] Cells(RasterCube cube, IRasterLibrary rasters, EngineOptions options, BlockPool pool, CancellationToken cancellation)
    {
        var schema = cube.Schema;
        var (cells, windows) = (new double[checked((int)schema.Cells)], Tiling.Windows(cube, options.OfAThread));
        var graph = WindowGraph.Of([cube]);
        using var lookahead = new Lookahead(rasters, [.. windows.Select(window => new Func<IEnumerable<RasterRead>>(() => graph.Reads([window])))],
            options.MostAhead, 1).Begin();
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i];
            using var block = WindowRunner.Read(cube, window, pool, cancellation, options.Threads);
            BlockCopy.ForEachRow(window, schema.Shape, (position, at, count) =>
                Conversion.Load(block, block.OffsetOf(position), 1, count, schema.NoData, cells.AsSpan((int)at, count)));
            lookahead.Done(i);
        }
        return cells;
    }
}
