namespace OpenEo.Slices.Engine.Execution;

/// <summary>Names that clients know formats by, beside GDAL's; all in any case of letters.</summary>
static class FormatNames
{
    /// <summary>Longest side of a small picture, in pixels.</summary>
    public const int ThumbnailPixels = 512;

    const string Thumbnail = "GTiff-Thumb";

    static readonly Dictionary<string, string> others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["COG"] = "GTiff", ["GeoTIFF"] = "GTiff", ["TIFF"] = "GTiff", ["TIF"] = "GTiff", [Thumbnail] = "GTiff",
        ["NC"] = "netCDF", ["netCDF4"] = "netCDF", ["JPG"] = "JPEG", ["GeoPackage"] = "GPKG", ["CoverageJSON"] = RasterTexts.CovJson,
    };

    /// <summary>GDAL's name of a format, or the name itself.</summary>
    public static string Known(string name) => others.GetValueOrDefault(name, name);

    /// <summary>Whether a small picture is asked for.</summary>
    public static bool IsThumbnail(string? name) => Thumbnail.Equals(name, StringComparison.OrdinalIgnoreCase);
}
