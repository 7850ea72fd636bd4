using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Which coefficient of radar backscatter data are, as far as their metadata say so.</summary>
static class Backscatter
{
    /// <summary>Gamma nought, normalised by the area of the terrain: what products that are radiometrically terrain-corrected hold.</summary>
    public const string GammaTerrain = "gamma0-terrain";

    /// <summary>The member with which an operator says it where the standard metadata do not.</summary>
    public const string Member = "openeo:backscatter";

    /// <summary>The coefficient of all items alike, or of the collection; null when it is not said, or not the same for all.</summary>
    public static string? Of(JsonElement document, IReadOnlyList<StacItem> items)
    {
        var told = items.Select(item => Told(item.Properties)).Distinct().Take(2).ToList();
        if (told.Count > 1) return null;
        return told.Count == 1 && told[0] is { } coefficient ? coefficient : Told(document) ?? Told(Summaries(document));
    }

    static JsonElement Summaries(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("summaries", out var summaries) ? summaries : default;

    static string? Told(JsonElement metadata)
    {
        if (Text(metadata, Member) is { } named) return named;
        var specification = Text(metadata, "ceosard:specification") ?? Text(metadata, "card4l:specification");
        // The specification of CEOS leaves the choice between gamma and sigma nought to the product, which has to say it.
        var measured = Text(metadata, "card4l:measurement_type") ?? Text(metadata, "ceosard:measurement_type") ?? "gamma0";
        if (!measured.StartsWith("gamma", StringComparison.OrdinalIgnoreCase)) return null;
        return specification == "NRB" || Text(metadata, "sar:product_type") is "RTC" or "NRB" ? GammaTerrain : null;
    }

    /// <summary>A text, or the only text of a list as summaries have them.</summary>
    static string? Text(JsonElement metadata, string name)
    {
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1) value = value[0];
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
