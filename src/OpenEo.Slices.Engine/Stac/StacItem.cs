using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A STAC item, read leniently: versions 0.9 to 1.1, projection and band metadata at asset, band or property level.</summary>
public sealed record StacItem(string Id, string Location, DateTimeOffset Start, DateTimeOffset End, BoundingBox? Bounds, JsonElement Properties,
    IReadOnlyList<StacBand> Bands)
{
    /// <summary>Whether it has no time at all; start and end then say nothing.</summary>
    public bool IsUndated { get; init; }

    /// <summary>The collection of this back-end that it was loaded of; null when a client named the document himself.</summary>
    public string? Collection { get; init; }

    /// <summary>What results say that they are derived from.</summary>
    public SourceItem Source => new(Location, Id, Collection);

    /// <summary>Reads an item; null when it is no JSON object.</summary>
    /// <param name="json">The item.</param>
    /// <param name="location">What it is known by.</param>
    /// <param name="origin">Where it was in the end, when it was redirected: relative links start there.</param>
    public static StacItem? Parse(JsonElement json, string location, string? origin = null)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        var properties = json.TryGetProperty("properties", out var given) ? given : default;
        var start = Instant(properties, "datetime") ?? Instant(properties, "start_datetime") ?? Instant(properties, "end_datetime");
        var bands = new List<StacBand>();
        if (json.TryGetProperty("assets", out var assets) && assets.ValueKind == JsonValueKind.Object)
            foreach (var asset in assets.EnumerateObject().Where(asset => asset.Value.ValueKind == JsonValueKind.Object))
                bands.AddRange(StacAsset.Bands(asset.Name, asset.Value, properties, origin ?? location));
        return new StacItem(
            Identifier(json) ?? (LocationPolicy.IsHttp(location) ? location : Path.GetFileName(location)), location, start ?? default,
            Instant(properties, "end_datetime") ?? start ?? default, Box(json), properties, bands) { IsUndated = start is null };
    }

    /// <summary>The bands that are loaded when nobody asks for others. The same band in two assets (another resolution): the first.</summary>
    public IReadOnlyList<StacBand> Offered =>
        [.. (Bands.Any(band => band.IsOffered) ? Bands.Where(band => band.IsOffered) : Bands).DistinctBy(band => band.Name)];

    // GeoJSON has numbers too.
    static string? Identifier(JsonElement json) => json.Text("id")
        ?? (json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : null);

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
