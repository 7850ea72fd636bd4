using System.Globalization;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Where in a TIFF file the blocks of a window are, as GDAL's metadata domain <c>TIFF</c> tells: so that they can be fetched before they are decoded.
/// </summary>
static class BlockIndex
{
    /// <summary>Ranges of bytes; none for blocks that are not stored, and for formats that do not tell.</summary>
    public static List<(long Offset, long Count)> Of(Dataset dataset, int number, int x, int y, int width, int height)
    {
        var (band, ranges) = (dataset[number], new List<(long, long)>());
        for (var row = y / band.BlockHeight; row <= (y + height - 1) / band.BlockHeight; row++)
            for (var column = x / band.BlockWidth; column <= (x + width - 1) / band.BlockWidth; column++)
                if (Ask(band, "OFFSET", column, row) is { } offset && Ask(band, "SIZE", column, row) is { } count) ranges.Add((offset, count));
        return ranges;
    }

    static long? Ask(Band band, string what, int column, int row) =>
        long.TryParse(LibGdal.GDALGetMetadataItem(band.Handle, $"BLOCK_{what}_{column}_{row}", "TIFF"), CultureInfo.InvariantCulture, out var value)
            ? value : null;
}
