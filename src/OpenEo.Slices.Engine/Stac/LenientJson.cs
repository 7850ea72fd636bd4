using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>JSON members that may be missing or of another type.</summary>
static class LenientJson
{
    /// <summary>A text member, or null.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString() : null;

    /// <summary>A number member, or null; STAC writes the special numbers as texts.</summary>
    public static double? Number(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String => value.GetString() switch { "nan" or "NaN" => double.NaN, "inf" or "Infinity" => double.PositiveInfinity,
                "-inf" or "-Infinity" => double.NegativeInfinity, _ => null },
            _ => null,
        }
        : null;

    /// <summary>The items of an array member; none when it is missing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray() : [];
}
