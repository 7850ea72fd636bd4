using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>The formats that can be written, as users read of them; known without loading libgdal.</summary>
public static class Formats
{
    internal static RasterFormat GeoTiff { get; } = new(
        "GTiff", "GeoTIFF (cloud optimized)",
        "One image with a band for each label of the bands dimension, tiled and with overviews, so that parts of it can be read over HTTP. "
        + "Keeps type, no-data, band names, scale, offset and unit, and holds statistics. Of several times a batch job makes an image each; a synchronous "
        + "answer is one image with all their bands, called by time and band, such as 2024-06-01_B04.",
        "image/tiff; application=geotiff; profile=cloud-optimized", "tif",
        [
            new("compression", "How pixels are compressed, always without loss.", "string", "deflate", ["deflate", "lzw", "zstd", "none"]),
            new("overviews",
                "Smaller copies of the image for zooming out: 'auto' makes as many as the size asks for, of mean values for floating-point data and of single "
                + "pixels for others.",
                "string", "auto", ["auto", "all", "none", "off"]),
            new("tile_size", "Width and height of a tile in pixels. Less where all bands of a tile would take more than 64 MiB.", "integer", 512,
                [128, 256, 512, 1024]),
            CommonOptions.DataType, CommonOptions.SeparateAssetPerBand, CommonOptions.FileMetadata, CommonOptions.BandsMetadata,
        ])
    {
        // TIFF counts them in 16 bits.
        MaximumBands = 65535,
        NamesBands = true,
    };

    internal static RasterFormat NetCdf { get; } = new(
        "netCDF", "netCDF-4 (CF-1.8)",
        "A cube with all its dimensions and coordinates after the CF conventions: a variable for each band, times in days or seconds since 1970, and the CRS "
        + "in a grid mapping.",
        "application/x-netcdf", "nc",
        [
            new("variable", "Name of the variable when the cube has no bands dimension.", "string", NetCdfNames.Variable),
            new("compression", "How values are compressed, always without loss.", "string", "deflate", ["deflate", "none"]),
            CommonOptions.DataType, CommonOptions.FileMetadata, CommonOptions.BandsMetadata,
        ]);

    internal static RasterFormat Zarr { get; } = new(
        "Zarr", "Zarr, version 2 (CF-1.8)",
        "A cube with all its dimensions and coordinates as a store of arrays, which are those of netCDF, with the metadata of all in one place. The store is "
        + "one zip file without further compression, as readers of Zarr open it in place; the service reads it back as Zarr.",
        "application/zip", "zarr.zip",
        [
            new("variable", "Name of the array when the cube has no bands dimension.", "string", NetCdfNames.Variable),
            new("compression", "How chunks are compressed, always without loss.", "string", "zlib", ["zlib", "none"]),
            CommonOptions.DataType, CommonOptions.FileMetadata, CommonOptions.BandsMetadata,
        ]);

    // Properties, so that their order among the formats does not matter.
    static FormatOption ScaleMinimum =>
        new("scale_min", "Value that becomes black; the smallest of the data when left out. Data of any type is stretched when given.", "number", null);

    static FormatOption ScaleMaximum =>
        new("scale_max", "Value that becomes white; the largest of the data when left out. Data of any type is stretched when given.", "number", null);

    internal static RasterFormat Png { get; } = new(
        "PNG", "PNG image",
        "A picture of one band (grey), three (red, green, blue), or two and four with opacity as the last. Bytes and unsigned 16-bit values are written as "
        + "they are; others are stretched to 0 to 255, and no-data is transparent.",
        "image/png", "png",
        [
            ScaleMinimum, ScaleMaximum, .. CommonOptions.Picture,
        ])
    {
        MaximumBands = 4,
    };

    internal static RasterFormat Jpeg { get; } = new(
        "JPEG", "JPEG image",
        "A picture of one band (grey) or three (red, green, blue), small and with loss: to look at. Bytes are written as they are; others are stretched "
        + "to 0 to 255, and no-data is black. The file has no reference system; its STAC description has.",
        "image/jpeg", "jpg",
        [
            ScaleMinimum, ScaleMaximum, new("quality", "From 1 (small) to 100 (good).", "integer", 85), .. CommonOptions.Picture,
        ])
    {
        MaximumBands = 3,
        BandCounts = [1, 3],
        MaximumSide = 65_500,
    };

    internal static RasterFormat GeoPackage { get; } = new(
        "GPKG", "GeoPackage",
        "A table of the geometries of a vector cube in their own reference system, with a column for each property and for each value of the cube, which is "
        + "called by "
        + "the labels of the other dimensions, with `~` between them.",
        "application/geopackage+sqlite3", "gpkg", []);

    internal static RasterFormat FlatGeobuf { get; } = new(
        "FlatGeobuf", "FlatGeobuf",
        "The geometries of a vector cube in their own reference system with a spatial index, so that parts of it can be read over HTTP; properties and "
        + "values as in "
        + "GPKG.",
        "application/vnd.flatgeobuf", "fgb", []);

    internal static RasterFormat Parquet { get; } = new(
        "Parquet", "GeoParquet (1.1)",
        "A table of the geometries of a vector cube as WKB in their own reference system, column by column and compressed (Snappy); properties and values as "
        + "in GPKG.",
        "application/vnd.apache.parquet", "parquet", []);

    internal static RasterFormat NetCdfVectors { get; } = new(
        "netCDF", "netCDF-4 (CF-1.8)",
        "A vector cube as discrete samples after the CF conventions: a variable for each band along `geometry` and the other dimensions; longitude and "
        + "latitude of a "
        + "point in each geometry, the geometry as WKT, and the properties.",
        "application/x-netcdf", "nc", []);

    /// <summary>Formats that vector cubes can be written in, beside those that need no library.</summary>
    public static IReadOnlyList<RasterFormat> Vectors { get; } = [GeoPackage, FlatGeobuf, Parquet, NetCdfVectors];

    /// <summary>Formats that files can be written in.</summary>
    public static IReadOnlyList<RasterFormat> All { get; } = [GeoTiff, NetCdf, Zarr, Png, Jpeg];
}
