using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>What an asset says of the raster bands in its file.</summary>
static class StacAsset
{
    static readonly string[] rasterTypes =
    [
        "image/tiff", "image/geotiff", "image/x-geotiff", "image/vnd.stac.geotiff", "image/jp2", "image/jpx", "application/x-netcdf", "application/x-netcdf4",
        "application/netcdf", "application/x-hdf5", "application/x-hdf", "application/hdf5", "application/x-zarr", "application/vnd+zarr",
        "application/vnd.zarr", "application/wmo-grib", "application/wmo-grib2", "application/x-grib", "application/x-grib2",
    ];

    // Data only when somebody says so.
    static readonly string[] pictureTypes = ["image/png", "image/jpeg", "image/webp"];

    static readonly string[] rasterExtensions = [".tif", ".tiff", ".jp2", ".nc", ".nc4", ".h5", ".zarr", ".grb", ".grb2", ".grib", ".grib2"];

    static readonly string[] rasterMembers =
        ["bands", "eo:bands", "raster:bands", "proj:code", "proj:epsg", "proj:transform", "proj:shape", "data_type", "nodata", "raster:scale"];

    static readonly string[] pictureRoles = ["thumbnail", "overview"];

    /// <summary>The bands of an asset; none when it is no raster.</summary>
    /// <param name="key">The asset's key in its item.</param>
    /// <param name="asset">The asset.</param>
    /// <param name="properties">Of the item: what they say holds for all assets.</param>
    /// <param name="location">Of the item, which links are relative to.</param>
    public static IEnumerable<StacBand> Bands(string key, JsonElement asset, JsonElement properties, string location)
    {
        string[] roles = [.. asset.Items("roles").Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)];
        if (asset.Text("href") is not { } href || !IsRaster(asset, href, roles)) yield break;
        var files = AssetHrefs.Of(asset, properties, location);
        var common = asset.Items("bands").ToList();
        var (optical, raster) = (common.Count > 0 ? common : [.. asset.Items("eo:bands")], common.Count > 0 ? common : asset.Items("raster:bands").ToList());
        var count = Math.Max(Math.Max(optical.Count, raster.Count), 1);
        for (var i = 0; i < count; i++)
        {
            var band = i < optical.Count ? optical[i] : default;
            var pixels = i < raster.Count ? raster[i] : default;
            var name = band.Text("name") ?? pixels.Text("name") ?? (count == 1 ? key : $"{key}_{i + 1}");
            var noData = pixels.Number("nodata") ?? asset.Number("nodata") ?? asset.Number("file:nodata");
            yield return new StacBand(
                name, band.Text("eo:common_name") ?? band.Text("common_name"), Finite(band.Number("eo:center_wavelength") ?? band.Number("center_wavelength")),
                files[0], i + 1, ElementOf(pixels.Text("data_type") ?? asset.Text("data_type")), noData, noData is not null, Scale(pixels) ?? Scale(asset),
                GridOf(pixels, asset, properties))
            {
                MediaType = asset.Text("type"),
                Hrefs = files,
                Asset = key,
                IsOffered = !roles.Contains("metadata") && !roles.Contains("visual") && !roles.Any(pictureRoles.Contains),
                IsDeclared = optical.Count > 0 || raster.Count > 0,
            };
        }
    }

    // Type and roles are optional: then what it says of bands or projection, or how its file is called, must do.
    static bool IsRaster(JsonElement asset, string href, string[] roles)
    {
        var type = asset.Text("type")?.Split(';')[0].Trim();
        if (type is not null && rasterTypes.Contains(type, StringComparer.OrdinalIgnoreCase)) return true;
        if (type is not null && pictureTypes.Contains(type, StringComparer.OrdinalIgnoreCase)) return roles.Contains("data");
        if (type is not null && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)) return false;
        if (roles.Any(pictureRoles.Contains)) return false;
        var end = href.IndexOfAny(['?', '#']);
        return roles.Contains("data") || rasterMembers.Any(member => asset.TryGetProperty(member, out _))
            || rasterExtensions.Contains(Path.GetExtension(end < 0 ? href : href[..end]), StringComparer.OrdinalIgnoreCase);
    }

    static BandScale? Scale(JsonElement band) =>
        (Finite(band.Number("raster:scale") ?? band.Number("scale")), Finite(band.Number("raster:offset") ?? band.Number("offset")), band.Text("unit")) switch
    {
        (null, null, null) => null,
        var (scale, offset, unit) => new BandScale(scale ?? 1, offset ?? 0, unit),
    };

    static ElementType? ElementOf(string? name) => name switch
    {
        "uint8" => ElementType.UInt8,
        "int8" => ElementType.Int8,
        "uint16" => ElementType.UInt16,
        "int16" => ElementType.Int16,
        "uint32" => ElementType.UInt32,
        "int32" => ElementType.Int32,
        "float32" => ElementType.Float32,
        "float64" => ElementType.Float64,
        _ => null,
    };

    static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;

    /// <summary>
    /// The grid from proj:code (or proj:epsg), proj:transform and proj:shape, each from the nearest level that has it; null when one is missing.
    /// </summary>
    static Grid? GridOf(params JsonElement[] levels)
    {
        var code = levels.Select(level => level.Text("proj:code")).FirstOrDefault(text => text is not null)
            ?? levels.Select(level => level.Number("proj:epsg")).FirstOrDefault(number => number is not null) switch { { } number => $"EPSG:{number:0}",
                null => null };
        var transform = levels.Select(level => level.Items("proj:transform").ToList()).FirstOrDefault(items => items.Count >= 6);
        var shape = levels.Select(level => level.Items("proj:shape").ToList()).FirstOrDefault(items => items.Count == 2);
        if (code is null || transform is null || shape is null || transform.Concat(shape).Any(item => item.ValueKind != JsonValueKind.Number)) return null;
        var t = transform.Select(item => item.GetDouble()).ToArray();
        return t[1] != 0 || t[3] != 0 || t[0] == 0 || t[4] == 0 || !t.All(double.IsFinite)
            || !shape.TrueForAll(size => size.TryGetInt32(out var pixels) && pixels > 0) ? null
            : new Grid(code, t[2], t[5], t[0], t[4], shape[1].GetInt32(), shape[0].GetInt32());
    }
}
