using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Reads windows of pixels into blocks.</summary>
static unsafe class RasterReader
{
    /// <summary>Reads a window of one band into a 2-D block, converted to the block's element type (rounded and clamped, as GDAL does).</summary>
    /// <exception cref="RasterException">The band or window is not in the file, or reading failed.</exception>
    public static void Read(Dataset dataset, int number, int x, int y, Block target)
    {
        var (height, width) = (target.Shape[^2], target.Shape[^1]);
        if (x < 0 || y < 0 || x + width > dataset.Width || y + height > dataset.Height)
            throw new RasterException(
                $"The window {x}+{width}, {y}+{height} is not inside '{dataset.Location}', which has {dataset.Width} x {dataset.Height} pixels.");
        if (width == 0 || height == 0) return;
        if (dataset.Arrays is { } arrays)
        {
            arrays.Read(number, x, y, target);
            return;
        }
        var band = dataset[number];
        if (band.IsSignedByte && target.Element is not ElementType.Int8) ReadSignedBytes(dataset, band, x, y, target);
        else if (IsOneBlock(dataset, band, x, y, target))
            // Straight from the decoder into the block, past GDAL's cache: a copy and a lock of all threads less.
            Errors.Check(
                LibGdal.GDALReadBlock(band.Handle, x / band.BlockWidth, y / band.BlockHeight, (void*)target.Address), "GDALReadBlock", dataset.Location);
        else ReadWindow(dataset, band, x, y, target, PixelType.Of(target.Element));
    }

    /// <summary>Reads a window of a band's mask.</summary>
    /// <exception cref="RasterException">The window is not in the file, or reading failed.</exception>
    public static void ReadMask(Dataset dataset, int number, int x, int y, Block target) => Errors.Check(
        BlockCache.Share(() => LibGdal.GDALRasterIOEx(LibGdal.GDALGetMaskBand(dataset[number].Handle), 0, x, y, target.Shape[1], target.Shape[0],
            (void*)target.Address, target.Shape[1], target.Shape[0], PixelType.Byte, target.Strides[1], target.Strides[0], 0)),
        "GDALRasterIOEx", dataset.Location);

    // A block of an upright view is read through GDAL's cache, whoever asks for it.
    static bool IsOneBlock(Dataset dataset, Band band, int x, int y, Block target) =>
        dataset.Tilted is null && dataset.BlocksHoldOneBand && band.Type == PixelType.Of(target.Element)
        && target.Shape[^1] == band.BlockWidth && target.Shape[^2] == band.BlockHeight && x % band.BlockWidth == 0 && y % band.BlockHeight == 0
        && target.Strides[^1] == 1 && target.Strides[^2] == band.BlockWidth;

    static void ReadWindow(Dataset dataset, Band band, int x, int y, Block target, int type)
    {
        var size = target.Element.Size;
        var (height, width) = (target.Shape[^2], target.Shape[^1]);
        Errors.Check(
            BlockCache.Share(() => LibGdal.GDALRasterIOEx(band.Handle, 0, x, y, width, height, (void*)target.Address, width, height, type,
                (long)target.Strides[^1] * size, (long)target.Strides[^2] * size, 0)),
            "GDALRasterIOEx", dataset.Location);
    }

    /// <summary>GDAL before 3.7 takes signed bytes for unsigned ones: read as they are, then convert.</summary>
    static void ReadSignedBytes(Dataset dataset, Band band, int x, int y, Block target)
    {
        using var pool = new BlockPool();
        using var raw = pool.Rent(ElementType.Int8, target.Shape);
        ReadWindow(dataset, band, x, y, raw, PixelType.Byte);
        for (var row = 0; row < target.Shape[^2]; row++)
            for (var column = 0; column < target.Shape[^1]; column++)
                BlockCopy.Fill(target.Slice(new Window([row, column], [1, 1])), raw.Span<sbyte>(raw.OffsetOf([row, column]), 1)[0]);
    }
}
