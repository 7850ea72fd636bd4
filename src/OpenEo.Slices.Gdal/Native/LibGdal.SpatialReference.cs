using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>Coordinate reference systems and transformations (<c>ogr_srs_api.h</c>).</summary>
static unsafe partial class LibGdal
{
    internal const int TraditionalGisOrder = 0;

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial SpatialReferenceHandle OSRNewSpatialReference(string? wkt);

    [LibraryImport(Lib)]
    internal static partial SpatialReferenceHandle OSRClone(nint reference);

    [LibraryImport(Lib)]
    internal static partial void OSRRelease(nint reference);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial int OSRSetFromUserInput(SpatialReferenceHandle reference, string text);

    [LibraryImport(Lib)]
    internal static partial int OSRImportFromEPSG(SpatialReferenceHandle reference, int code);

    [LibraryImport(Lib)]
    internal static partial void OSRSetAxisMappingStrategy(SpatialReferenceHandle reference, int strategy);

    [LibraryImport(Lib)]
    internal static partial int OSRAutoIdentifyEPSG(SpatialReferenceHandle reference);

    [LibraryImport(Lib)]
    internal static partial nint* OSRFindMatches(SpatialReferenceHandle reference, nint options, int* count, int** confidence);

    [LibraryImport(Lib)]
    internal static partial void OSRFreeSRSArray(nint* references);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OSRGetAuthorityName(SpatialReferenceHandle reference, string? node);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OSRGetAuthorityCode(SpatialReferenceHandle reference, string? node);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? OSRGetAttrValue(SpatialReferenceHandle reference, string node, int child);

    [LibraryImport(Lib, StringMarshalling = Utf8)]
    internal static partial double OSRGetProjParm(SpatialReferenceHandle reference, string name, double otherwise, int* error);

    [LibraryImport(Lib)]
    internal static partial int OSRIsGeographic(SpatialReferenceHandle reference);

    [LibraryImport(Lib)]
    internal static partial double OSRGetLinearUnits(SpatialReferenceHandle reference, nint* name);

    [LibraryImport(Lib)]
    internal static partial double OSRGetSemiMajor(SpatialReferenceHandle reference, int* error);

    [LibraryImport(Lib)]
    internal static partial double OSRGetInvFlattening(SpatialReferenceHandle reference, int* error);

    [LibraryImport(Lib)]
    internal static partial int OSRExportToWktEx(SpatialReferenceHandle reference, nint* text, TextList options);

    [LibraryImport(Lib)]
    internal static partial int OSRExportToPROJJSON(SpatialReferenceHandle reference, nint* text, TextList options);

    [LibraryImport(Lib)]
    internal static partial TransformationHandle OCTNewCoordinateTransformation(SpatialReferenceHandle from, SpatialReferenceHandle to);

    [LibraryImport(Lib)]
    internal static partial void OCTDestroyCoordinateTransformation(nint transformation);

    [LibraryImport(Lib)]
    internal static partial int OCTTransform(TransformationHandle transformation, int count, double* x, double* y, double* z);

    [LibraryImport(Lib)]
    internal static partial int OCTTransformBounds(
        TransformationHandle transformation, double west, double south, double east, double north,
        double* outWest, double* outSouth, double* outEast, double* outNorth, int points);
}
