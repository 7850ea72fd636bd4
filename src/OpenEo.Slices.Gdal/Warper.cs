using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Warps blocks where they lie in memory, with GDAL's warper, on the calling thread.</summary>
static unsafe class Warper
{
    /// <summary>
    /// Fills the target with the source's pixels under the target's grid. Coordinates are exact: interpolated ones (GDAL's default) are up to ten times as
    /// fast, but depend on the window, so that neighbouring windows would not quite fit together.
    /// </summary>
    /// <exception cref="RasterException">The grids' CRS do not meet, or a CRS is not known.</exception>
    public static void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method)
    {
        if (source.Element != target.Element) throw new ArgumentException($"Source is {source.Element}, target {target.Element}: warping keeps the type.");
        if ((sourceGrid.Crs is null) != (targetGrid.Crs is null))
            throw new RasterException("One of the two grids has no CRS: pixels cannot be brought together.");
        Matches(source, sourceGrid);
        Matches(target, targetGrid);
        if (source.Element is ElementType.Int8 && !PixelType.HasInt8) WarpSignedBytes(source, sourceGrid, target, targetGrid, noData, method);
        else if (target.Cells > 0) WarpMemory(source, sourceGrid, target, targetGrid, noData, method);
    }

    static void WarpMemory(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method)
    {
        var fill = source.Element.IsFloat ? double.NaN : noData;
        // GDAL leaves the target as it is when no part of the source falls on it.
        BlockCopy.Fill(target, fill ?? 0);
        if (source.Cells == 0) return;
        using var from = Wrap(source, sourceGrid);
        using var to = Wrap(target, targetGrid);
        using var arguments = TextList.Of(Arguments(sourceGrid, targetGrid, fill, method));
        var options = LibGdal.GDALWarpAppOptionsNew(arguments, 0);
        try
        {
            var handle = from.DangerousGetHandle();
            int usageError;
            Errors.Forget();
            var result = options == 0 ? 0 : LibGdal.GDALWarp(null, to, 1, &handle, options, &usageError);
            // GDAL hands the target back on success, without another reference to it.
            if (result == 0) throw Errors.From($"GDALWarp from {sourceGrid.Crs} to {targetGrid.Crs}", null);
            LibGdal.GDALFlushCache(to);
        }
        finally
        {
            LibGdal.GDALWarpAppOptionsFree(options);
        }
    }

    static List<string> Arguments(Grid source, Grid target, double? noData, Resampling method)
    {
        List<string> arguments = ["-r", method.ToString().ToLowerInvariant(), "-et", "0", "-ovr", "NONE", "-wo", "NUM_THREADS=1"];
        if (source.Crs == target.Crs)
        {
            // GDAL guesses the factor from the window's edges, so that neighbouring windows would not quite fit together.
            arguments.AddRange("-wo", string.Create(CultureInfo.InvariantCulture, $"XSCALE={Math.Abs(source.StepX / target.StepX)}"));
            arguments.AddRange("-wo", string.Create(CultureInfo.InvariantCulture, $"YSCALE={Math.Abs(source.StepY / target.StepY)}"));
        }
        if (noData is not { } value) return [.. arguments, "-wo", "INIT_DEST=0"];
        var text = double.IsNaN(value) ? "nan" : value.ToString("R", CultureInfo.InvariantCulture);
        return [.. arguments, "-srcnodata", text, "-dstnodata", text, "-wo", "INIT_DEST=NO_DATA"];
    }

    /// <summary>A dataset of GDAL's over a block's memory.</summary>
    static DatasetHandle Wrap(Block block, Grid grid)
    {
        using var none = TextList.Of();
        var dataset = LibGdal.GDALCreate(LibGdal.GDALGetDriverByName("MEM"), "", grid.Width, grid.Height, 0, PixelType.Byte, none);
        try
        {
            Errors.Check(dataset, "GDALCreate", null);
            long size = block.Element.Size;
            using var options = TextList.Of(
                $"DATAPOINTER=0x{block.Address:x}",
                string.Create(CultureInfo.InvariantCulture, $"PIXELOFFSET={block.Strides[1] * size}"),
                string.Create(CultureInfo.InvariantCulture, $"LINEOFFSET={block.Strides[0] * size}"));
            Errors.Check(LibGdal.GDALAddBand(dataset, PixelType.Of(block.Element), options), "GDALAddBand", null);
            fixed (double* six = grid.GeoTransform) Errors.Check(LibGdal.GDALSetGeoTransform(dataset, six), "GDALSetGeoTransform", null);
            if (grid.Crs is not { } crs) return dataset;
            using var reference = SpatialReference.Import(crs);
            Errors.Check(LibGdal.GDALSetSpatialRef(dataset, reference), "GDALSetSpatialRef", null);
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>GDAL before 3.7 warps signed bytes as if they were unsigned: take the long way over 16 bits.</summary>
    static void WarpSignedBytes(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method)
    {
        using var pool = new BlockPool();
        using var wideSource = pool.Rent(ElementType.Int16, source.Shape);
        using var wideTarget = pool.Rent(ElementType.Int16, target.Shape);
        Signed.Widen(source, wideSource);
        if (target.Cells > 0) WarpMemory(wideSource, sourceGrid, wideTarget, targetGrid, noData, method);
        Signed.Narrow(wideTarget, target);
    }

    static void Matches(Block block, Grid grid)
    {
        if (block.Shape is not [var height, var width] || height != grid.Height || width != grid.Width)
            throw new ArgumentException($"A block of {string.Join(" x ", block.Shape)} is not on a grid of {grid.Height} x {grid.Width}.");
    }
}
