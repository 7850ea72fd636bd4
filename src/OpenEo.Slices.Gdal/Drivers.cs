using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Arrays;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// The drivers that may open a file: the one for what it was declared as, else for its extension. Never by its content: a file that is called a GeoTIFF and is
/// an HDF5 file is not read as one. Without either, those for plain images, which cannot lead to other files. All others of GDAL are never used.
/// </summary>
static class Drivers
{
    /// <summary>Formats of vectors that take more than opening one file with one driver.</summary>
    public const string Shapefile = "ESRI Shapefile", Csv = "CSV", Parquet = "Parquet";

    const string GeoTiff = "GTiff", NetCdf = "netCDF", Jpeg2000 = "JP2OpenJPEG", Png = "PNG", Jpeg = "JPEG", Grib = "GRIB", Zarr = "Zarr";

    static readonly Dictionary<string, string> types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/tiff"] = GeoTiff, ["image/geotiff"] = GeoTiff, ["image/x-geotiff"] = GeoTiff, ["image/vnd.stac.geotiff"] = GeoTiff, ["GTiff"] = GeoTiff,
        ["GeoTIFF"] = GeoTiff, ["COG"] = GeoTiff, ["TIFF"] = GeoTiff,
        ["application/netcdf"] = NetCdf, ["application/x-netcdf"] = NetCdf, ["application/x-netcdf4"] = NetCdf, ["application/x-hdf5"] = NetCdf,
        ["application/x-hdf"] = NetCdf, ["application/hdf5"] = NetCdf, ["netCDF"] = NetCdf,
        ["image/jp2"] = Jpeg2000, ["image/jpx"] = Jpeg2000, ["JPEG2000"] = Jpeg2000,
        ["image/png"] = Png, ["PNG"] = Png,
        ["image/jpeg"] = Jpeg, ["JPEG"] = Jpeg,
        ["application/wmo-GRIB2"] = Grib, ["application/wmo-GRIB"] = Grib, ["application/x-grib"] = Grib, ["application/x-grib2"] = Grib, ["GRIB"] = Grib,
        ["GRIB2"] = Grib,
        ["application/vnd+zarr"] = Zarr, ["application/vnd.zarr"] = Zarr, ["application/x-zarr"] = Zarr, ["Zarr"] = Zarr,
    };

    // Files of vectors are read only where vectors are asked for, and are then one of these.
    static readonly Dictionary<string, (string Name, TextList List)> vectors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["GPKG"] = ("GPKG", TextList.Of("GPKG")), ["application/geopackage+sqlite3"] = ("GPKG", TextList.Of("GPKG")),
        ["FlatGeobuf"] = ("FlatGeobuf", TextList.Of("FlatGeobuf")), ["application/flatgeobuf"] = ("FlatGeobuf", TextList.Of("FlatGeobuf")),
        ["application/vnd.flatgeobuf"] = ("FlatGeobuf", TextList.Of("FlatGeobuf")),
        [Shapefile] = (Shapefile, TextList.Of(Shapefile)),
        // Not read by GDAL.
        [Csv] = (Csv, TextList.Of()), ["text/csv"] = (Csv, TextList.Of()),
        [Parquet] = (Parquet, TextList.Of()), ["GeoParquet"] = (Parquet, TextList.Of()), ["application/vnd.apache.parquet"] = (Parquet, TextList.Of()),
        ["application/x-parquet"] = (Parquet, TextList.Of()),
    };

    static readonly Dictionary<string, string> extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".tif"] = GeoTiff, [".tiff"] = GeoTiff, [".gtiff"] = GeoTiff, [".geotiff"] = GeoTiff,
        [".nc"] = NetCdf, [".nc4"] = NetCdf, [".cdf"] = NetCdf, [".h5"] = NetCdf, [".hdf5"] = NetCdf,
        [".jp2"] = Jpeg2000, [".j2k"] = Jpeg2000, [".png"] = Png, [".jpg"] = Jpeg, [".jpeg"] = Jpeg,
        [".grb"] = Grib, [".grb2"] = Grib, [".grib"] = Grib, [".grib2"] = Grib, [".zarr"] = Zarr,
    };

    static readonly TextList plain = TextList.Of(GeoTiff, Jpeg2000, Png, Jpeg, Grib);

    static readonly Dictionary<string, TextList> alone = types.Values.Distinct().ToDictionary(name => name, name => TextList.Of(name));

    /// <summary>Whether a driver needs the whole file on a disk.</summary>
    public static bool NeedsCopy(RasterLocation location) => KnownOf(location) == NetCdf;

    /// <summary>Whether a format holds variables of any number of dimensions instead of images.</summary>
    public static bool HasArrays(RasterLocation location) => KnownOf(location) is NetCdf or Zarr;

    /// <summary>Whether a file may hold several times, levels or variables.</summary>
    public static bool MayHaveLayers(RasterLocation location) => KnownOf(location) is NetCdf or Zarr or Grib;

    /// <summary>What GDAL is asked to open: with the driver's own prefix where it would else look at the extension or want a folder.</summary>
    /// <exception cref="RasterException">The path cannot be written with a prefix.</exception>
    public static string NameFor(RasterLocation location, string path)
    {
        if (!HasArrays(location)) return path;
        if (path.AsSpan().IndexOfAny("\"{}") >= 0) throw new RasterException($"'{location}' has a quotation mark or a brace in its name: rename it.");
        return KnownOf(location) == Zarr ? $"ZARR:\"{ZarrStore.RootOf(path)}\"" : $"NETCDF:\"{path}\"";
    }

    /// <summary>The driver of a file of vectors, as which it must have been declared.</summary>
    /// <exception cref="RasterException">It is declared as something else, or as nothing.</exception>
    public static (string Name, TextList List) ForVectors(RasterLocation location) =>
        location.Declared is { } declared && vectors.TryGetValue(declared.Split(';')[0].Trim(), out var known) ? known
            : throw new RasterException($"'{location}' cannot be read as vectors: it is declared as '{location.Declared ?? "nothing"}'.");

    /// <summary>GDAL's list for a location, and how to call it in a message.</summary>
    public static (TextList List, string Name) For(RasterLocation location)
    {
        var (declared, known) = (DeclaredOf(location), KnownOf(location));
        return known is null ? (plain, "a plain image, because neither its media type nor its extension says what it is")
            : (alone[known], declared is not null && types.ContainsKey(declared) ? $"{known}, because it is declared as '{declared}'"
                : $"{known}, because of its extension");
    }

    static string? DeclaredOf(RasterLocation location) => location.Declared?.Split(';')[0].Trim();

    static string? KnownOf(RasterLocation location) =>
        DeclaredOf(location) is { } declared && types.TryGetValue(declared, out var type) ? type : extensions.GetValueOrDefault(ExtensionOf(location.Path));

    // Of an address without its query.
    static string ExtensionOf(string path)
    {
        var end = path.Contains("://", StringComparison.Ordinal) ? path.IndexOfAny(['?', '#']) : -1;
        return Path.GetExtension((end < 0 ? path : path[..end]).TrimEnd('/'));
    }
}
