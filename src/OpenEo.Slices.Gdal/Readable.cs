using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>Opens a finished file again and looks whether it is what was meant.</summary>
static class Readable
{
    /// <summary>Compares size and bands, and reads the last pixel of each band.</summary>
    /// <exception cref="RasterException">The file cannot be read or is another.</exception>
    public static void Check(string path, RasterLayout layout, int? bands = null)
    {
        using var dataset = Dataset.Open(Path.GetFullPath(path));
        if (dataset.Width != layout.Grid.Width || dataset.Height != layout.Grid.Height || dataset.BandCount != (bands ?? layout.BandCount))
            throw new RasterException($"'{path}' was written, but reads as {dataset.BandCount} bands of {dataset.Width} x {dataset.Height}.");
        using var pool = new BlockPool();
        using var pixel = pool.Rent(ElementType.Float64, 1, 1);
        for (var band = 1; band <= dataset.BandCount; band++) RasterReader.Read(dataset, band, dataset.Width - 1, dataset.Height - 1, pixel);
    }
}
