using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>What an asset says of the raster bands in its file.</summary>
static class StacAsset
{
    static readonly string[] RasterTypes = ["image/tiff", "image/jp2", "image/vnd.stac.geotiff", "application/x-netcdf", "application/netcdf",
        "application/x-zarr"];
    static readonly string[] NoDataRoles = ["thumbnail", "overview", "metadata"];

    public static IEnumerable<StacBand> Bands(string key, JsonElement asset, JsonElement properties, string location)
    {
        if (asset.Text("href") is not { } href || !IsData(asset)) yield break;
        var file = LocationPolicy.Resolve(location, href);
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
                name, band.Text("eo:common_name") ?? band.Text("common_name"), band.Number("eo:center_wavelength") ?? band.Number("center_wavelength"),
                file, i + 1,
                ElementOf(pixels.Text("data_type") ?? asset.Text("data_type")), noData, noData is not null, Scale(pixels), GridOf(pixels, asset, properties))
            {
                MediaType = asset.Text("type"),
            };
        }
    }

    static bool IsData(JsonElement asset)
    {
        var roles = asset.Items("roles").Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!).ToList();
        if (roles.Exists(NoDataRoles.Contains)) return false;
        return asset.Text("type") is { } type ? RasterTypes.Any(known => type.StartsWith(known, StringComparison.OrdinalIgnoreCase)) : roles.Contains("data");
    }

    static BandScale? Scale(JsonElement band) =>
        (band.Number("scale") ?? band.Number("raster:scale"), band.Number("offset") ?? band.Number("raster:offset"), band.Text("unit")) switch
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
        return t[1] != 0 || t[3] != 0 || !shape.TrueForAll(size => size.TryGetInt32(out _)) ? null
            : new Grid(code, t[2], t[5], t[0], t[4], shape[1].GetInt32(), shape[0].GetInt32());
    }
}
