using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>One band of an open file, with what reading asks for each time.</summary>
sealed unsafe class Band
{
    /// <summary>Looks the band's type and blocks up.</summary>
    public Band(nint handle, string location)
    {
        int width, height;
        LibGdal.GDALGetBlockSize(handle, &width, &height);
        (Handle, BlockWidth, BlockHeight) = (handle, width, height);
        Type = LibGdal.GDALGetRasterDataType(handle);
        IsSignedByte = PixelType.IsSignedByte(handle);
        Element = PixelType.ElementOf(handle, location);
    }

    /// <summary>GDAL's object, owned by the dataset.</summary>
    public nint Handle { get; }

    /// <summary>The <c>GDALDataType</c> in the file.</summary>
    public int Type { get; }

    /// <summary>The type that holds the band's pixels.</summary>
    public ElementType Element { get; }

    /// <summary>True for GDAL 3.6's signed bytes.</summary>
    public bool IsSignedByte { get; }

    /// <summary>Block size in pixels.</summary>
    public int BlockWidth { get; }

    /// <inheritdoc cref="BlockWidth"/>
    public int BlockHeight { get; }
}
