using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>Layers, features, fields and geometries (<c>ogr_api.h</c>). Layers and definitions belong to their dataset, so they are plain pointers.</summary>
static unsafe partial class LibGdal
{
    internal const uint OpenVector = 4;

    [LibraryImport(Lib)]
    internal static partial int GDALDatasetGetLayerCount(DatasetHandle dataset);

    [LibraryImport(Lib)]
    internal static partial nint GDALDatasetGetLayer(DatasetHandle dataset, int layer);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint GDALDatasetExecuteSQL(DatasetHandle dataset, string statement, nint filter, string? dialect);

    [LibraryImport(Lib)]
    internal static partial void GDALDatasetReleaseResultSet(DatasetHandle dataset, nint layer);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint GDALDatasetCreateLayer(DatasetHandle dataset, string name, nint reference, int type, TextList options);

    [LibraryImport(Lib)]
    internal static partial int GDALDatasetStartTransaction(DatasetHandle dataset, int force);

    [LibraryImport(Lib)]
    internal static partial int GDALDatasetCommitTransaction(DatasetHandle dataset);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OGR_L_GetName(nint layer);

    [LibraryImport(Lib)]
    internal static partial int OGR_L_GetGeomType(nint layer);

    [LibraryImport(Lib)]
    internal static partial nint OGR_L_GetSpatialRef(nint layer);

    [LibraryImport(Lib)]
    internal static partial nint OGR_L_GetLayerDefn(nint layer);

    [LibraryImport(Lib)]
    internal static partial long OGR_L_GetFeatureCount(nint layer, int force);

    [LibraryImport(Lib)]
    internal static partial void OGR_L_ResetReading(nint layer);

    [LibraryImport(Lib)]
    internal static partial FeatureHandle OGR_L_GetNextFeature(nint layer);

    [LibraryImport(Lib)]
    internal static partial int OGR_L_CreateField(nint layer, nint field, int approximate);

    [LibraryImport(Lib)]
    internal static partial int OGR_L_CreateFeature(nint layer, FeatureHandle feature);

    [LibraryImport(Lib)]
    internal static partial int OGR_FD_GetFieldCount(nint definition);

    [LibraryImport(Lib)]
    internal static partial nint OGR_FD_GetFieldDefn(nint definition, int field);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial nint OGR_Fld_Create(string name, int type);

    [LibraryImport(Lib)]
    internal static partial void OGR_Fld_Destroy(nint field);

    [LibraryImport(Lib)]
    internal static partial void OGR_Fld_SetSubType(nint field, int type);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OGR_Fld_GetNameRef(nint field);

    [LibraryImport(Lib)]
    internal static partial int OGR_Fld_GetType(nint field);

    [LibraryImport(Lib)]
    internal static partial int OGR_Fld_GetSubType(nint field);

    [LibraryImport(Lib)]
    internal static partial FeatureHandle OGR_F_Create(nint definition);

    [LibraryImport(Lib)]
    internal static partial void OGR_F_Destroy(nint feature);

    [LibraryImport(Lib)]
    internal static partial long OGR_F_GetFID(FeatureHandle feature);

    [LibraryImport(Lib)]
    internal static partial int OGR_F_IsFieldSetAndNotNull(FeatureHandle feature, int field);

    [LibraryImport(Lib)]
    internal static partial long OGR_F_GetFieldAsInteger64(FeatureHandle feature, int field);

    [LibraryImport(Lib)]
    internal static partial double OGR_F_GetFieldAsDouble(FeatureHandle feature, int field);

    [LibraryImport(Lib)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OGR_F_GetFieldAsString(FeatureHandle feature, int field);

    [LibraryImport(Lib)]
    internal static partial void OGR_F_SetFieldInteger(FeatureHandle feature, int field, int value);

    [LibraryImport(Lib)]
    internal static partial void OGR_F_SetFieldDouble(FeatureHandle feature, int field, double value);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial void OGR_F_SetFieldString(FeatureHandle feature, int field, string value);

    [LibraryImport(Lib)]
    internal static partial nint OGR_F_GetGeometryRef(FeatureHandle feature);

    [LibraryImport(Lib)]
    internal static partial int OGR_F_SetGeometryDirectly(FeatureHandle feature, nint geometry);

    [LibraryImport(Lib)]
    internal static partial nint OGR_G_GetLinearGeometry(nint geometry, double angle, nint options);

    [LibraryImport(Lib)]
    internal static partial void OGR_G_DestroyGeometry(nint geometry);

    [LibraryImport(Lib)]
    internal static partial int OGR_G_WkbSize(nint geometry);

    [LibraryImport(Lib)]
    internal static partial int OGR_G_ExportToIsoWkb(nint geometry, int order, byte* bytes);

    [LibraryImport(Lib)]
    internal static partial int OGR_G_CreateFromWkb(byte* bytes, nint reference, nint* geometry, int length);
}
