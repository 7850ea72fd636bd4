using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>The C functions of libgdal that we call, by their own names: datasets, bands, configuration and errors.</summary>
static unsafe partial class LibGdal
{
    const string Lib = "gdal";
    const StringMarshalling Utf8 = StringMarshalling.Utf8;

    internal const uint OpenReadOnly = 0, OpenUpdate = 1, OpenRaster = 2, OpenMultidim = 0x10, OpenVerbose = 0x40;

    static LibGdal() => Library.Register();

    [LibraryImport(Lib)]
    internal static partial void GDALAllRegister();

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALVersionInfo(string request);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial void CPLSetConfigOption(string key, string? value);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial void CPLSetThreadLocalConfigOption(string key, string? value);

    [LibraryImport(Lib)]
    internal static partial void GDALSetCacheMax64(long bytes);

    [LibraryImport(Lib)]
    internal static partial nint CPLSetErrorHandler(nint handler);

    [LibraryImport(Lib)]
    internal static partial void CPLErrorReset();

    [LibraryImport(Lib)]
    internal static partial int CPLGetLastErrorType();

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? CPLGetLastErrorMsg();

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint CSLAddString(nint list, string text);

    [LibraryImport(Lib)]
    internal static partial void CSLDestroy(nint list);

    [LibraryImport(Lib)]
    internal static partial void VSIFree(nint memory);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint* VSIReadDir(string path);

    [LibraryImport(Lib)]
    internal static partial nint VSIAllocFilesystemPluginCallbacksStruct();

    [LibraryImport(Lib)]
    internal static partial void VSIFreeFilesystemPluginCallbacksStruct(nint callbacks);

    [LibraryImport(Lib)]
    internal static partial int VSIInstallPluginHandler(nint prefix, nint callbacks);

    [LibraryImport(Lib)]
    internal static partial int GDALGetMaskFlags(nint band);

    [LibraryImport(Lib)]
    internal static partial nint GDALGetMaskBand(nint band);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterColorInterpretation(nint band);

    [LibraryImport(Lib)]
    internal static partial int GDALGetOverviewCount(nint band);

    [LibraryImport(Lib)]
    internal static partial nint GDALGetOverview(nint band, int overview);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterBandXSize(nint band);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterBandYSize(nint band);

    [LibraryImport(Lib)]
    internal static partial int GDALGetGCPCount(DatasetHandle dataset);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint GDALGetDriverByName(string name);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial DatasetHandle GDALOpenEx(string path, uint flags, TextList drivers, nint options, TextList siblings);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial DatasetHandle GDALCreate(nint driver, string path, int width, int height, int bands, int type, TextList options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial DatasetHandle GDALCreateCopy(
        nint driver, string path, DatasetHandle source, int strict, TextList options, nint progress, nint progressData);

    [LibraryImport(Lib)]
    internal static partial void GDALClose(nint dataset);

    [LibraryImport(Lib)]
    internal static partial void GDALFlushCache(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterXSize(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterYSize(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterCount(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial nint GDALGetRasterBand(DatasetHandle dataset, int band);

    [LibraryImport(Lib)]
    internal static partial int GDALGetGeoTransform(DatasetHandle dataset, double* six);

    [LibraryImport(Lib)]
    internal static partial int GDALSetGeoTransform(DatasetHandle dataset, double* six);

    [LibraryImport(Lib)]
    internal static partial nint GDALGetSpatialRef(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial int GDALSetSpatialRef(DatasetHandle dataset, SpatialReferenceHandle reference);

    [LibraryImport(Lib)]
    internal static partial int GDALAddBand(DatasetHandle dataset, int type, TextList options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial int GDALBuildOverviews(
        DatasetHandle dataset, string resampling, int count, int* factors, int bandCount, int* bands, nint progress, nint progressData);

    [LibraryImport(Lib)]
    internal static partial int GDALDatasetRasterIOEx(
        DatasetHandle dataset, int write, int x, int y, int width, int height, void* memory, int memoryWidth, int memoryHeight, int type,
        int bandCount, int* bands, long pixelSpace, long lineSpace, long bandSpace, nint extra);

    [LibraryImport(Lib)]
    internal static partial int GDALRasterIOEx(
        nint band, int write, int x, int y, int width, int height, void* memory, int memoryWidth, int memoryHeight, int type,
        long pixelSpace, long lineSpace, nint extra);

    [LibraryImport(Lib)]
    internal static partial int GDALReadBlock(nint band, int column, int row, void* memory);

    [LibraryImport(Lib)]
    internal static partial void GDALGetBlockSize(nint band, int* width, int* height);

    [LibraryImport(Lib)]
    internal static partial int GDALGetRasterDataType(nint band);

    [LibraryImport(Lib)]
    internal static partial double GDALGetRasterNoDataValue(nint band, int* known);

    [LibraryImport(Lib)]
    internal static partial long GDALGetRasterNoDataValueAsInt64(nint band, int* known);

    [LibraryImport(Lib)]
    internal static partial ulong GDALGetRasterNoDataValueAsUInt64(nint band, int* known);

    [LibraryImport(Lib)]
    internal static partial int GDALSetRasterNoDataValue(nint band, double value);

    [LibraryImport(Lib)]
    internal static partial double GDALGetRasterScale(nint band, int* known);

    [LibraryImport(Lib)]
    internal static partial double GDALGetRasterOffset(nint band, int* known);

    [LibraryImport(Lib)]
    internal static partial int GDALSetRasterScale(nint band, double value);

    [LibraryImport(Lib)]
    internal static partial int GDALSetRasterOffset(nint band, double value);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALGetRasterUnitType(nint band);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial int GDALSetRasterUnitType(nint band, string unit);

    [LibraryImport(Lib)]
    internal static partial int GDALSetRasterColorInterpretation(nint band, int interpretation);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALGetDescription(nint bandOrDataset);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial void GDALSetDescription(nint band, string text);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALGetMetadataItem(nint bandOrDataset, string name, string? domain);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial int GDALSetMetadataItem(nint band, string name, string value, string? domain);

    [LibraryImport(Lib, StringMarshalling = Utf8, EntryPoint = "GDALSetMetadataItem")]
    internal static partial int GDALSetDatasetMetadataItem(DatasetHandle dataset, string name, string value, string? domain);

    [LibraryImport(Lib, StringMarshalling = Utf8, EntryPoint = "GDALGetMetadataItem")]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALGetDatasetMetadataItem(DatasetHandle dataset, string name, string? domain);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint* GDALGetMetadata(DatasetHandle dataset, string domain);

    [LibraryImport(Lib)]
    internal static partial nint GDALWarpAppOptionsNew(TextList arguments, nint binaryOptions);

    [LibraryImport(Lib)]
    internal static partial void GDALWarpAppOptionsFree(nint options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint GDALWarp(string? path, DatasetHandle target, int sourceCount, nint* sources, nint options, int* usageError);
}
