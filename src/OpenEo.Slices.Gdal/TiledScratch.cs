using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// A tiled, uncompressed GeoTIFF beside the target, which takes windows in any order: what the finished file is made from, so that its bytes do not depend on
/// the order in which threads were done. Tiles that are never written take no space and read as no-data.
/// </summary>
sealed unsafe class TiledScratch : IDisposable
{
    readonly Lock gate = new();
    readonly RasterLayout layout;
    readonly string path;

    /// <summary>Creates the file.</summary>
    public TiledScratch(RasterLayout layout, string path, int tile)
    {
        (this.layout, this.path) = (layout, path);
        List<string> options =
            [
                "TILED=YES", string.Create(CultureInfo.InvariantCulture, $"BLOCKXSIZE={tile}"),
                string.Create(CultureInfo.InvariantCulture, $"BLOCKYSIZE={tile}"),
                "INTERLEAVE=BAND", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER",
            ];
        if (layout.Schema.Element is ElementType.Int8 && !PixelType.HasInt8) options.Add("PIXELTYPE=SIGNEDBYTE");
        using var list = TextList.Of(options);
        Handle = LibGdal.GDALCreate(LibGdal.GDALGetDriverByName("GTiff"), path, layout.Grid.Width, layout.Grid.Height, layout.BandCount,
            PixelType.Of(layout.Schema.Element), list);
        Errors.Check(Handle, "GDALCreate", path);
        SetGrid();
        if (layout.Schema.NoData is { } noData)
            for (var band = 1; band <= layout.BandCount; band++)
                Errors.Check(LibGdal.GDALSetRasterNoDataValue(Band(band), noData), "GDALSetRasterNoDataValue", path);
    }

    /// <summary>GDAL's object, for copying from.</summary>
    public DatasetHandle Handle { get; }

    /// <summary>GDAL's band, counted from 1.</summary>
    public nint Band(int number) => LibGdal.GDALGetRasterBand(Handle, number);

    /// <summary>Writes a window's cells. Thread-safe.</summary>
    public void Write(Window window, Block block)
    {
        if (!block.Shape.AsSpan().SequenceEqual(window.Count) || block.Element != layout.Schema.Element)
            throw new ArgumentException(
                $"The block does not have the shape of the window {window} and the element type {layout.Schema.Element}.", nameof(block));
        if (window.IsEmpty) return;
        var (band, bands, y, height, x, width) = layout.Split(window);
        lock (gate) Transfer(1, band, bands, y, height, x, width, block);
    }

    /// <summary>Writes what is only in memory so far, so that the file can be read; before that does something more to it.</summary>
    public void Finish(Action? more = null) => BlockCache.Alone(() =>
    {
        Flush();
        if (more is null) return;
        more();
        Flush();
    });

    /// <summary>Copies it to a file of another format. Only after <see cref="Finish"/>.</summary>
    public void CopyTo(string target, string driver, IEnumerable<string> options)
    {
        Errors.Forget();
        BlockCache.Share(() =>
        {
            using var list = TextList.Of(options);
            using var copy = LibGdal.GDALCreateCopy(LibGdal.GDALGetDriverByName(driver), target, Handle, 0, list, 0, 0);
            Errors.Check(copy, "GDALCreateCopy", target);
            LibGdal.GDALFlushCache(copy);
            Errors.CheckLast("GDALFlushCache", target);
            return true;
        });
    }

    /// <summary>Reads whole rows of one band (counted from 0) as float64.</summary>
    public void ReadBand(int band, int y, Block rows)
    {
        var (height, width) = (rows.Shape[0], rows.Shape[1]);
        if (layout.Schema.Element is not ElementType.Int8 || PixelType.HasInt8)
        {
            Transfer(0, band, 1, y, height, 0, width, rows);
            return;
        }
        using var pool = new BlockPool();
        using var bytes = pool.Rent(ElementType.Int8, height, width);
        Transfer(0, band, 1, y, height, 0, width, bytes);
        var from = bytes.Cells1D<sbyte>();
        var to = rows.Cells1D<double>();
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(path);
    }

    void Transfer(int write, int band, int bands, int y, int height, int x, int width, Block block)
    {
        var size = block.Element.Size;
        var strides = block.Strides;
        var numbers = stackalloc int[bands];
        for (var i = 0; i < bands; i++) numbers[i] = band + i + 1;
        var list = (nint)numbers;
        BlockCache.Share(() =>
        {
            Errors.Check(
                LibGdal.GDALDatasetRasterIOEx(Handle, write, x, y, width, height, (void*)block.Address, width, height, PixelType.Of(block.Element), bands,
                    (int*)list, (long)strides[^1] * size, (long)strides[^2] * size, strides.Length == 3 ? (long)strides[0] * size : 0, 0),
                "GDALDatasetRasterIOEx", path);
            return true;
        });
    }

    void Flush()
    {
        Errors.Forget();
        LibGdal.GDALFlushCache(Handle);
        Errors.CheckLast("GDALFlushCache", path);
    }

    void SetGrid()
    {
        fixed (double* six = layout.Grid.GeoTransform) Errors.Check(LibGdal.GDALSetGeoTransform(Handle, six), "GDALSetGeoTransform", path);
        if (layout.Grid.Crs is not { } crs) return;
        using var reference = SpatialReference.Import(crs);
        Errors.Check(LibGdal.GDALSetSpatialRef(Handle, reference), "GDALSetSpatialRef", path);
    }
}
