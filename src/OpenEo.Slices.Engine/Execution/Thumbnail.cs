using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>A small copy of a cube to look at.</summary>
static class Thumbnail
{
    /// <summary>The cube with at most <see cref="FormatNames.ThumbnailPixels"/> pixels a side, single ones of its own; the log is told.</summary>
    public static RasterCube Of(RasterCube cube, IRasterLibrary rasters, Output output, IRunLog? log)
    {
        if (cube.Schema.Grid is not { } grid) return cube;
        var factor = Math.Ceiling(Math.Max(grid.Width, grid.Height) / (double)FormatNames.ThumbnailPixels);
        if (factor <= 1) return cube;
        var target = TargetGrid.Resized(grid, Math.Abs(grid.StepX) * factor, Math.Abs(grid.StepY) * factor, left: true, upper: true);
        log?.Log(LogSeverity.Warning, $"{output.Format} makes a small picture: {target.Width} by {target.Height} pixels of {grid.Width} by {grid.Height}, the "
            + "nearest one for each. GTiff keeps all.", output.Node);
        return WarpedCube.Of(cube, target, Resampling.Near, rasters);
    }
}
