using System.Runtime.InteropServices;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>An object of GDAL's that is released exactly once.</summary>
abstract class GdalHandle() : SafeHandle(0, true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>Calls GDAL's own function for giving the object back.</summary>
    protected abstract void Free(nint handle);

    protected override bool ReleaseHandle()
    {
        Free(handle);
        return true;
    }
}

/// <summary>A <c>GDALDatasetH</c>.</summary>
sealed class DatasetHandle : GdalHandle
{
    /// <summary>Takes a dataset that a call has given as a plain pointer.</summary>
    public static DatasetHandle Of(nint dataset) => new() { handle = dataset };

    // Returns an error code from GDAL 3.7 on and nothing before, so nobody may look at it: flush and read the last error first.
    protected override void Free(nint handle) => LibGdal.GDALClose(handle);
}

/// <summary>An <c>OGRSpatialReferenceH</c>.</summary>
sealed class SpatialReferenceHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.OSRRelease(handle);
}

/// <summary>An <c>OGRCoordinateTransformationH</c>.</summary>
sealed class TransformationHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.OCTDestroyCoordinateTransformation(handle);
}

/// <summary>An <c>OGRFeatureH</c>.</summary>
sealed class FeatureHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.OGR_F_Destroy(handle);
}

/// <summary>A <c>GDALGroupH</c>.</summary>
sealed class GroupHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.GDALGroupRelease(handle);
}

/// <summary>A <c>GDALDimensionH</c>.</summary>
sealed class DimensionHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.GDALDimensionRelease(handle);
}

/// <summary>A <c>GDALMDArrayH</c>.</summary>
sealed class ArrayHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.GDALMDArrayRelease(handle);
}

/// <summary>A <c>GDALAttributeH</c>.</summary>
sealed class AttributeHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.GDALAttributeRelease(handle);
}

/// <summary>A <c>GDALExtendedDataTypeH</c>.</summary>
sealed class DataTypeHandle : GdalHandle
{
    protected override void Free(nint handle) => LibGdal.GDALExtendedDataTypeRelease(handle);
}

/// <summary>A null-ended list of texts (<c>char**</c>) as GDAL wants options.</summary>
sealed class TextList : GdalHandle
{
    /// <summary>Copies the texts into GDAL's memory.</summary>
    public static TextList Of(params IEnumerable<string> texts)
    {
        var list = new TextList();
        foreach (var text in texts) list.handle = LibGdal.CSLAddString(list.handle, text);
        return list;
    }

    protected override void Free(nint handle) => LibGdal.CSLDestroy(handle);
}
