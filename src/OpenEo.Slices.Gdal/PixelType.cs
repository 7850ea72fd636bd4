using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>GDAL's pixel types (<c>GDALDataType</c>) beside ours.</summary>
static class PixelType
{
    internal const int Byte = 1, UInt16 = 2, Int16 = 3, UInt32 = 4, Int32 = 5, Float32 = 6, Float64 = 7, UInt64 = 12, Int64 = 13, Int8 = 14, Float16 = 15;

    /// <summary>True from GDAL 3.7 on; before, signed bytes are bytes with a note beside them (<c>PIXELTYPE=SIGNEDBYTE</c>).</summary>
    public static bool HasInt8 { get; } =
        int.Parse(LibGdal.GDALVersionInfo("VERSION_NUM") ?? "0", System.Globalization.CultureInfo.InvariantCulture) >= 3070000;

    /// <summary>What GDAL calls an element type in memory and in files.</summary>
    public static int Of(ElementType element) => element switch
    {
        ElementType.Boolean or ElementType.UInt8 => Byte,
        ElementType.Int8 => HasInt8 ? Int8 : Byte,
        ElementType.UInt16 => UInt16,
        ElementType.Int16 => Int16,
        ElementType.UInt32 => UInt32,
        ElementType.Int32 => Int32,
        ElementType.Float32 => Float32,
        _ => Float64,
    };

    /// <summary>The element type that holds a file's pixels: 64-bit integers become float64, because cubes have none.</summary>
    /// <exception cref="RasterException">Complex numbers.</exception>
    public static ElementType ElementOf(nint band, string location) =>
        IsSignedByte(band) ? ElementType.Int8 : ElementOf(LibGdal.GDALGetRasterDataType(band), location);

    /// <inheritdoc cref="ElementOf(nint, string)"/>
    public static ElementType ElementOf(int type, string location) => type switch
    {
        Byte => ElementType.UInt8,
        Int8 => ElementType.Int8,
        UInt16 => ElementType.UInt16,
        Int16 => ElementType.Int16,
        UInt32 => ElementType.UInt32,
        Int32 => ElementType.Int32,
        Float32 or Float16 => ElementType.Float32,
        Float64 or Int64 or UInt64 => ElementType.Float64,
        var other => throw new RasterException($"'{location}' has {NameOf(other)}, and cubes hold real numbers. "
            + "Save its amplitude, or real and imaginary part, as bands of a file and load that.") { IsUnsupported = true },
    };

    static string NameOf(int type) =>
        ComplexNames.TryGetValue(type, out var name) ? $"complex pixels ({name})" : $"pixels of a type that is not known here (GDALDataType {type})";

    static readonly Dictionary<int, string> ComplexNames = new() { [8] = "CInt16", [9] = "CInt32", [10] = "CFloat32", [11] = "CFloat64", [16] = "CFloat16" };

    /// <summary>True for a signed byte as GDAL before 3.7 marks it.</summary>
    public static bool IsSignedByte(nint band) =>
        LibGdal.GDALGetRasterDataType(band) == Byte && LibGdal.GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE";
}
