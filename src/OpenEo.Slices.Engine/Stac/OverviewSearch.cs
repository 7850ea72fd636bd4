using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Finds overviews that all files of a cube have, on one grid.</summary>
static class OverviewSearch
{
    // So many headers have been read when a cube was planned; those of more would have to be read for this.
    const int MostFiles = 100;

    /// <summary>The grid of the coarsest overviews with pixels of at most so many of the cube's, and the rasters on it; null when there are none.</summary>
    public static (Grid Grid, SourceRaster[][] Layers)? Find(Grid grid, SourceRaster[][] layers, IRasterLibrary library, double acrossX, double acrossY)
    {
        var rasters = layers.SelectMany(layer => layer).ToList();
        if (rasters.Count is 0 or > MostFiles || !rasters.TrueForAll(raster => Suits(raster, grid))) return null;
        var sizes = rasters.Select(raster => raster.Location).Distinct().ToDictionary(location => location, location => library.Describe(location).Overviews);
        for (var level = sizes[rasters[0].Location].Count - 1; level >= 0; level--)
        {
            var coarser = new Dictionary<SourceRaster, SourceRaster>(ReferenceEqualityComparer.Instance);
            foreach (var raster in rasters)
                if (level < sizes[raster.Location].Count) coarser[raster] = At(raster, level, sizes[raster.Location][level]);
            var first = coarser.GetValueOrDefault(rasters[0])?.Grid;
            if (first is null || !rasters.TrueForAll(raster => coarser.GetValueOrDefault(raster)?.Grid.IsAlignedWith(first) == true)) continue;
            const double Most = 1 + Grid.Tolerance;
            if (Math.Abs(first.StepX / grid.StepX) > acrossX * Most || Math.Abs(first.StepY / grid.StepY) > acrossY * Most) continue;
            return (Over(grid, first), [.. layers.Select(layer => layer.Select(raster => coarser[raster]).ToArray())]);
        }
        return null;
    }

    // Masks are not asked for overviews: what is hidden must stay hidden.
    static bool Suits(SourceRaster raster, Grid grid) => !raster.IsMasked && raster.Location.Overview is null && raster.Grid.IsAlignedWith(grid);

    static SourceRaster At(SourceRaster raster, int level, (int Width, int Height) size) => raster with
    {
        Location = raster.Location with { Overview = level },
        IsSeen = true,
        Grid = raster.Grid with
        {
            StepX = raster.Grid.StepX * raster.Grid.Width / size.Width,
            StepY = raster.Grid.StepY * raster.Grid.Height / size.Height,
            Width = size.Width,
            Height = size.Height,
        },
    };

    /// <summary>The pixels of an overview's grid that cover the cube; at its edges they may reach out of it by part of one.</summary>
    static Grid Over(Grid grid, Grid overview)
    {
        var (x, y) = ((grid.OriginX - overview.OriginX) / overview.StepX, (grid.OriginY - overview.OriginY) / overview.StepY);
        var (left, right) = Grid.Covered(x, x + grid.Width * grid.StepX / overview.StepX);
        var (top, bottom) = Grid.Covered(y, y + grid.Height * grid.StepY / overview.StepY);
        return overview.Crop(left, top, right - left, bottom - top);
    }
}
