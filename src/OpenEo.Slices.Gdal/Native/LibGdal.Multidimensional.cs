using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

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

    [LibraryImport(Lib)]
    internal static partial nint* GDALGroupGetMDArrayNames(GroupHandle group, nint options);

    [LibraryImport(Lib)]
    internal static partial nint* GDALGroupGetGroupNames(GroupHandle group, nint options);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial GroupHandle GDALGroupOpenGroup(GroupHandle group, string name, nint options);

    [LibraryImport(Lib)]
    internal static partial nint* GDALMDArrayGetDimensions(ArrayHandle array, nuint* count);

    [LibraryImport(Lib)]
    internal static partial void GDALReleaseDimensions(nint* dimensions, nuint count);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALDimensionGetName(nint dimension);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALDimensionGetFullName(nint dimension);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALDimensionGetType(nint dimension);

    [LibraryImport(Lib)]
    internal static partial ulong GDALDimensionGetSize(nint dimension);

    [LibraryImport(Lib)]
    internal static partial ArrayHandle GDALDimensionGetIndexingVariable(nint dimension);

    [LibraryImport(Lib)]
    internal static partial DataTypeHandle GDALMDArrayGetDataType(ArrayHandle array);

    [LibraryImport(Lib)]
    internal static partial ulong* GDALMDArrayGetBlockSize(ArrayHandle array, nuint* count);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALMDArrayGetUnit(ArrayHandle array);

    [LibraryImport(Lib)]
    internal static partial SpatialReferenceHandle GDALMDArrayGetSpatialRef(ArrayHandle array);

    [LibraryImport(Lib)]
    internal static partial double GDALMDArrayGetNoDataValueAsDouble(ArrayHandle array, int* known);

    [LibraryImport(Lib)]
    internal static partial double GDALMDArrayGetScale(ArrayHandle array, int* known);

    [LibraryImport(Lib)]
    internal static partial double GDALMDArrayGetOffset(ArrayHandle array, int* known);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial AttributeHandle GDALMDArrayGetAttribute(ArrayHandle array, string name);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? GDALAttributeReadAsString(AttributeHandle attribute);

    [LibraryImport(Lib)]
    internal static partial int GDALExtendedDataTypeGetClass(DataTypeHandle type);

    [LibraryImport(Lib)]
    internal static partial int GDALExtendedDataTypeGetNumericDataType(DataTypeHandle type);
}
