using System.Runtime.InteropServices;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>Groups, dimensions, arrays and attributes of any number of dimensions.</summary>
static unsafe partial class LibGdal
{
    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial DatasetHandle GDALCreateMultiDimensional(nint driver, string path, nint rootOptions, TextList options);

    [LibraryImport(Lib)]
    internal static partial GroupHandle GDALDatasetGetRootGroup(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial void GDALGroupRelease(nint group);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial DimensionHandle GDALGroupCreateDimension(
        GroupHandle group, string name, string? type, string? direction, ulong size, nint options);

    [LibraryImport(Lib)]
    internal static partial void GDALDimensionRelease(nint dimension);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial ArrayHandle GDALGroupCreateMDArray(
        GroupHandle group, string name, nuint count, nint* dimensions, DataTypeHandle type, TextList options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial ArrayHandle GDALGroupOpenMDArray(GroupHandle group, string name, nint options);

    [LibraryImport(Lib)]
    internal static partial void GDALMDArrayRelease(nint array);

    [LibraryImport(Lib)]
    internal static partial int GDALMDArraySetRawNoDataValue(ArrayHandle array, void* value, nuint size);

    [LibraryImport(Lib)]
    internal static partial int GDALMDArrayWrite(
        ArrayHandle array, ulong* start, nuint* count, long* step, nint* stride, DataTypeHandle type, void* memory, void* allocation, nuint size);

    [LibraryImport(Lib)]
    internal static partial int GDALMDArrayRead(
        ArrayHandle array, ulong* start, nuint* count, long* step, nint* stride, DataTypeHandle type, void* memory, void* allocation, nuint size);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial AttributeHandle GDALGroupCreateAttribute(
        GroupHandle group, string name, nuint dimensions, ulong* sizes, DataTypeHandle type, nint options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial AttributeHandle GDALMDArrayCreateAttribute(
        ArrayHandle array, string name, nuint dimensions, ulong* sizes, DataTypeHandle type, nint options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial int GDALAttributeWriteString(AttributeHandle attribute, string text);

    [LibraryImport(Lib)]
    internal static partial int GDALAttributeWriteDouble(AttributeHandle attribute, double value);

    [LibraryImport(Lib)]
    internal static partial int GDALAttributeWriteDoubleArray(AttributeHandle attribute, double* values, nuint count);

    [LibraryImport(Lib)]
    internal static partial void GDALAttributeRelease(nint attribute);

    [LibraryImport(Lib)]
    internal static partial DataTypeHandle GDALExtendedDataTypeCreate(int type);

    [LibraryImport(Lib)]
    internal static partial DataTypeHandle GDALExtendedDataTypeCreateString(nuint maximumLength);

    [LibraryImport(Lib)]
    internal static partial void GDALExtendedDataTypeRelease(nint type);
}
