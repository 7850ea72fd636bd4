using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// Reads overviews in place of whole images where the result has much larger pixels that are mixed of many: means and interpolations. All other methods
/// promise pixels or ranks of the source, which an overview has not.
/// </summary>
static class Overviews
{
    // Files do not say how their overviews were made. Of single pixels, one would be a sample and no mean: at least two by two make a pixel of the result.
    const double Fewest = 2;

    static readonly Resampling[] mixing = [Resampling.Average, Resampling.Bilinear, Resampling.Cubic, Resampling.CubicSpline, Resampling.Lanczos];

    /// <summary>The cube, or the same from overviews with half the target's pixel size or less; the log is told.</summary>
    public static RasterCube Of(RasterCube cube, Grid target, Resampling method, IRasterLibrary rasters, IRunLog? log, string? node)
    {
        if (!mixing.Contains(method) || cube.Schema.Grid is not { Width: > 0, Height: > 0 } grid || target.Width == 0 || target.Height == 0) return cube;
        var bounds = BoundsIn(grid, target, rasters);
        var (acrossX, acrossY) = ((bounds.East - bounds.West) / target.Width / Math.Abs(grid.StepX) / Fewest,
            (bounds.North - bounds.South) / target.Height / Math.Abs(grid.StepY) / Fewest);
        if (!(acrossX >= 2 && acrossY >= 2) || cube.FromOverviews(acrossX, acrossY) is not { Schema.Grid: { } coarse } overviews) return cube;
        log?.Log(LogSeverity.Warning, $"Resampling ('{method.ToString().ToLowerInvariant()}') reads overviews of the files, with pixels of "
            + $"{SpatialExtent.Show(Math.Abs(coarse.StepX))} in place of {SpatialExtent.Show(Math.Abs(grid.StepX))}: results differ from those of whole "
            + "images as far as the overviews are no means of them.", node);
        return overviews;
    }

    // Without a place in the other system there is no factor, and so no overview.
    static BoundingBox BoundsIn(Grid grid, Grid target, IRasterLibrary rasters)
    {
        try
        {
            return grid.Crs is { } to && target.Crs is { } from && from != to ? rasters.Transform(target.Bounds, from, to) : target.Bounds;
        }
        catch (RasterException)
        {
            return default;
        }
    }
}
