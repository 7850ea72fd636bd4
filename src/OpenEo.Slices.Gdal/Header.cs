using System.Globalization;
using System.Runtime.InteropServices;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Reads what a file's header says of grid and bands.</summary>
static unsafe class Header
{
    const int AlphaBand = 6;   // GCI_AlphaBand

    /// <summary>Grid, bands and block size of an open file.</summary>
    /// <exception cref="RasterException">The grid is rotated, or the file holds no single raster.</exception>
    public static RasterInfo Read(Dataset dataset)
    {
        if (dataset.BandCount == 0) throw new RasterException($"'{dataset.Location}' holds no raster of its own{Parts(dataset)}.") { IsUnsupported = true };
        var bands = Enumerable.Range(1, dataset.BandCount).Select(number => ReadBand(dataset[number])).ToArray();
        var isGrib = LibGdal.GDALGetMetadataItem(dataset[1].Handle, "GRIB_ELEMENT", null) is not null;
        List<string> notes = dataset.Tilted is null ? [] : [Upright.Notice];
        return new RasterInfo(ReadGrid(dataset, out var unplaced), isGrib ? GribLayers.Of(dataset, bands, notes) : bands, dataset[1].BlockWidth,
            dataset[1].BlockHeight)
        {
            Unplaced = unplaced,
            HasLayers = isGrib,
            Notes = notes,
            Overviews = Overviews(dataset),
        };
    }

    // As many as each band has, of the sizes that they agree on.
    static List<(int Width, int Height)> Overviews(Dataset dataset) =>
        [.. Enumerable.Range(1, dataset.BandCount).Select(number => OverviewsOf(dataset[number].Handle))
            .Aggregate((one, other) => [.. one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)])];

    static List<(int Width, int Height)> OverviewsOf(nint band) =>
        [.. Enumerable.Range(0, LibGdal.GDALGetOverviewCount(band)).Select(level => LibGdal.GDALGetOverview(band, level))
            .TakeWhile(overview => overview != 0).Select(overview => (LibGdal.GDALGetRasterBandXSize(overview), LibGdal.GDALGetRasterBandYSize(overview)))];

    static Grid ReadGrid(Dataset dataset, out string? unplaced)
    {
        unplaced = null;
        var six = stackalloc double[6];
        // Without a grid in the file GDAL answers with pixel numbers, which run downwards here as everywhere.
        if (LibGdal.GDALGetGeoTransform(dataset.Handle, six) != 0)
        {
            unplaced = LibGdal.GDALGetGCPCount(dataset.Handle) > 0 ? "it has ground control points instead of a grid" : "it does not say where it is";
            return new Grid(SpatialReference.CodeOf(dataset), 0, 0, 1, 1, dataset.Width, dataset.Height);
        }
        if (Upright.IsRotated(six, dataset.Width, dataset.Height))
            throw new RasterException(string.Create(CultureInfo.InvariantCulture,
                $"'{dataset.Location}' has a rotated grid (rotation terms {six[2]} and {six[4]}): only grids parallel to the axes of their CRS can be read. "
                + $"Warp it to such a grid first, for example with gdalwarp.")) { IsUnsupported = true };
        return new Grid(SpatialReference.CodeOf(dataset), six[0], six[3], six[1], six[5], dataset.Width, dataset.Height);
    }

    static RasterBand ReadBand(Band band)
    {
        int hasScale, hasOffset;
        var scale = LibGdal.GDALGetRasterScale(band.Handle, &hasScale);
        var offset = LibGdal.GDALGetRasterOffset(band.Handle, &hasOffset);
        var scaled = (hasScale != 0 && scale != 1) || (hasOffset != 0 && offset != 0);
        return new RasterBand(NameOf(band.Handle), band.Element, NoDataOf(band), scaled ? scale : null, scaled ? offset : null,
            Text(LibGdal.GDALGetRasterUnitType(band.Handle)))
        {
            // GMF_PER_DATASET, and neither GMF_ALL_VALID nor GMF_NODATA.
            IsMasked = (LibGdal.GDALGetMaskFlags(band.Handle) & 0b1011) == 0b0010,
            IsAlpha = LibGdal.GDALGetRasterColorInterpretation(band.Handle) == AlphaBand,
        };
    }

    /// <summary>The band's description; some writers put it among the metadata instead.</summary>
    static string? NameOf(nint band) => Text(LibGdal.GDALGetDescription(band)) ?? Text(LibGdal.GDALGetMetadataItem(band, "DESCRIPTION", null));

    static double? NoDataOf(Band band)
    {
        int known;
        double value = band.Type switch
        {
            PixelType.Int64 => LibGdal.GDALGetRasterNoDataValueAsInt64(band.Handle, &known),
            PixelType.UInt64 => LibGdal.GDALGetRasterNoDataValueAsUInt64(band.Handle, &known),
            _ => LibGdal.GDALGetRasterNoDataValue(band.Handle, &known),
        };
        return known != 0 ? value : null;
    }

    static string Parts(Dataset dataset)
    {
        List<string> names = [];
        // The list is GDAL's own; of each part it holds NAME=… and DESC=….
        for (var item = LibGdal.GDALGetMetadata(dataset.Handle, "SUBDATASETS"); item != null && *item != 0; item++)
            if (Marshal.PtrToStringUTF8(*item) is { } text && text.Contains("_NAME=", StringComparison.Ordinal)) names.Add(text.Split(':')[^1]);
        return names.Count == 0 ? "" : $", but several: {string.Join(", ", names)}";
    }

    static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
