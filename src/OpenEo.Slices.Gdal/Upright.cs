using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Files whose pixels are not parallel to the axes of their CRS, because their grid is rotated or because control points say where they are: seen on the
/// upright grid that GDAL suggests, each pixel the nearest of the file's.
/// </summary>
static unsafe class Upright
{
    /// <summary>What is said of such a file.</summary>
    public const string Notice = "its grid is not parallel to the axes of its reference system; it is warped to one that is, by the nearest pixel";

    /// <summary>The upright view of an open file, which has to outlive it; null when the file is upright, or says nothing that GDAL could use.</summary>
    public static DatasetHandle? Of(DatasetHandle file)
    {
        if (!IsTilted(file)) return null;
        var band = LibGdal.GDALGetRasterBand(file, 1);
        int hasNoData;
        LibGdal.GDALGetRasterNoDataValue(band, &hasNoData);
        var isFloat = LibGdal.GDALGetRasterDataType(band) is PixelType.Float32 or PixelType.Float64;
        // Corners of the new grid have no pixel of the file: they must not look like data.
        string[] outside = hasNoData != 0 ? [] : isFloat ? ["-dstnodata", "nan"] : ["-dstalpha"];
        using var arguments = TextList.Of(["-of", "VRT", "-r", "near", .. outside]);
        var options = LibGdal.GDALWarpAppOptionsNew(arguments, 0);
        try
        {
            using var none = new DatasetHandle();
            var source = file.DangerousGetHandle();
            int usageError;
            var view = options == 0 ? 0 : LibGdal.GDALWarp("", none, 1, &source, options, &usageError);
            Errors.Forget();
            return view == 0 ? null : DatasetHandle.Of(view);
        }
        finally
        {
            LibGdal.GDALWarpAppOptionsFree(options);
        }
    }

    /// <summary>Whether a file has a rotated grid, by more than a hundredth of a pixel over its whole size.</summary>
    public static bool IsRotated(double* six, int width, int height) =>
        Math.Abs(six[2]) * height > 0.01 * Math.Abs(six[1]) || Math.Abs(six[4]) * width > 0.01 * Math.Abs(six[5]);

    static bool IsTilted(DatasetHandle file)
    {
        if (LibGdal.GDALGetRasterCount(file) == 0) return false;
        var six = stackalloc double[6];
        return LibGdal.GDALGetGeoTransform(file, six) == 0
            ? IsRotated(six, LibGdal.GDALGetRasterXSize(file), LibGdal.GDALGetRasterYSize(file))
            : LibGdal.GDALGetGCPCount(file) > 0;
    }
}
