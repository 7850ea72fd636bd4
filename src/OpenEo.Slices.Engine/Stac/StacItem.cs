using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A STAC item, read leniently: versions 0.9 to 1.1, projection and band metadata at asset, band or property level.</summary>
public sealed record StacItem(string Id, string Location, DateTimeOffset Start, DateTimeOffset End, BoundingBox? Bounds, JsonElement Properties,
    IReadOnlyList<StacBand> Bands)
{
    /// <summary>Reads an item; null when it has no time at all.</summary>
    public static StacItem? Parse(JsonElement json, string location)
    {
        var properties = json.TryGetProperty("properties", out var given) ? given : default;
        var start = Instant(properties, "datetime") ?? Instant(properties, "start_datetime");
        if (start is null) return null;
        var bands = new List<StacBand>();
        if (json.TryGetProperty("assets", out var assets) && assets.ValueKind == JsonValueKind.Object)
            foreach (var asset in assets.EnumerateObject().Where(asset => asset.Value.ValueKind == JsonValueKind.Object))
                bands.AddRange(StacAsset.Bands(asset.Name, asset.Value, properties, location));
        return new StacItem(
            json.Text("id") ?? location, location, start.Value, Instant(properties, "end_datetime") ?? start.Value, Box(json), properties,
            bands);
    }

    /// <summary>The bands that are loaded when nobody asks for others. The same band in two assets (another resolution): the first.</summary>
    public IReadOnlyList<StacBand> Offered =>
        [.. (Bands.Any(band => band.IsOffered) ? Bands.Where(band => band.IsOffered) : Bands).DistinctBy(band => band.Name)];

    static DateTimeOffset? Instant(JsonElement properties, string name) =>
        properties.Text(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
        ? instant : null;

    static BoundingBox? Box(JsonElement json)
    {
        if (!json.TryGetProperty("bbox", out var box) || box.ValueKind != JsonValueKind.Array
            || box.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number)) return null;
        var numbers = box.EnumerateArray().Select(number => number.GetDouble()).ToArray();
        return numbers.Length switch { 4 => new BoundingBox(numbers[0], numbers[1], numbers[2], numbers[3]),
            6 => new BoundingBox(numbers[0], numbers[1], numbers[3], numbers[4]), _ => null };
    }
}
