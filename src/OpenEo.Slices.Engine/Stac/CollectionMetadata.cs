using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Turns a source's collection document, however incomplete, into one that openEO clients can use: valid STAC, <c>cube:dimensions</c> with an axis for
/// each spatial dimension, one overall extent, no nulls, no links that only the server could follow.
/// </summary>
public static class CollectionMetadata
{
    const string DataCubeExtension = "https://stac-extensions.github.io/datacube/v2.2.0/schema.json";

    static readonly (string Prefix, string Name, string Address)[] Extensions =
    [
        ("cube", "datacube", DataCubeExtension),
        ("eo", "eo", "https://stac-extensions.github.io/eo/v1.1.0/schema.json"),
        ("proj", "projection", "https://stac-extensions.github.io/projection/v2.0.0/schema.json"),
        ("raster", "raster", "https://stac-extensions.github.io/raster/v1.1.0/schema.json"),
        ("sar", "sar", "https://stac-extensions.github.io/sar/v1.0.0/schema.json"),
        ("sat", "sat", "https://stac-extensions.github.io/sat/v1.0.0/schema.json"),
    ];

    // Links that describe the source's own tree; the API has its own.
    static readonly string[] OwnRelations = ["self", "root", "parent", "child", "item", "items", "data", "collection", "search", "next", "prev", "aggregate",
        "aggregations"];

    /// <summary>
    /// The whole document, without the links that only the API can give (self, root, parent). <paramref name="dimensions"/> is what the data say where the
    /// source has no <c>cube:dimensions</c>.
    /// </summary>
    public static JsonObject Describe(CollectionSource source, JsonObject? dimensions = null)
    {
        var json = (JsonObject)WithoutNulls(source.Json)!;
        json["id"] = source.Id;
        if (dimensions is not null && json["cube:dimensions"] is not JsonObject { Count: > 0 }) json["cube:dimensions"] = dimensions.DeepClone();
        if (Text(json["title"]) is null) json["title"] = source.Id;
        if (json["keywords"] is not JsonArray) json["keywords"] = new JsonArray([.. Keywords(json).Select(word => JsonValue.Create(word))]);
        json["type"] = "Collection";
        if (Text(json["stac_version"]) is not { } version || !version.StartsWith("1.", StringComparison.Ordinal)) json["stac_version"] = "1.1.0";
        if (Text(json["description"]) is null) json["description"] = Text(json["title"]) ?? source.Id;
        if (Text(json["license"]) is null) json["license"] = "other";
        var extent = json["extent"] = NormaliseExtent(source.Json);
        if (json["summaries"] is not JsonObject) json["summaries"] = new JsonObject();
        json["cube:dimensions"] = CubeDimensions.Of(json, (JsonObject)extent);
        AddExtension(json);
        json["links"] = UsableLinks(json["links"] as JsonArray, source.Location);
        if (json["assets"] is JsonObject assets) json["assets"] = UsableAssets(assets, source.Location);
        return json;
    }

    /// <summary>The document for lists: without the members that make it large.</summary>
    public static JsonObject Summarise(CollectionSource source)
    {
        var json = Describe(source);
        foreach (var large in (string[])["summaries", "cube:dimensions", "cube:variables", "item_assets", "assets", "table:columns"]) json.Remove(large);
        // What is left out needs no extension.
        var text = json.ToJsonString();
        foreach (var (_, name, _) in Extensions.Where(extension => !text.Contains($"\"{extension.Prefix}:", StringComparison.Ordinal)))
            foreach (var unused in ((JsonArray)json["stac_extensions"]!)
                .Where(extension => Text(extension)?.Contains($"/{name}/", StringComparison.Ordinal) == true).ToList())
                ((JsonArray)json["stac_extensions"]!).Remove(unused);
        return json;
    }

    // What people look for, out of what the source says.
    static IEnumerable<string> Keywords(JsonObject json) =>
        ((string[])["platform", "constellation", "instruments", "mission"]).SelectMany(name => (json["summaries"] as JsonObject)?[name] as JsonArray ?? [])
        .Select(Text).OfType<string>().Append(Text(json["id"])!).Distinct();

    // Those whose fields are used, whether the source says so or not.
    static void AddExtension(JsonObject json)
    {
        if (json["stac_extensions"] is not JsonArray extensions) json["stac_extensions"] = extensions = [];
        var text = json.ToJsonString();
        foreach (var (prefix, name, address) in Extensions)
            if (text.Contains($"\"{prefix}:", StringComparison.Ordinal)
                && !extensions.Any(extension => Text(extension)?.Contains($"/{name}/", StringComparison.Ordinal) == true)) extensions.Add(address);
    }

    // The first box and interval are overall ones, and clients that flatten the array need them to be the only ones.
    static JsonObject NormaliseExtent(JsonElement json)
    {
        var boxes = Members(json, "extent", "spatial", "bbox").Where(box => box.ValueKind is JsonValueKind.Array && box.GetArrayLength() is 4 or 6)
            .Select(box => box.EnumerateArray().Select(Number).ToArray()).Where(box => box.All(double.IsFinite)).ToList();
        var intervals = Members(json, "extent", "temporal", "interval")
            .Where(interval => interval.ValueKind is JsonValueKind.Array && interval.GetArrayLength() is 2)
            .Select(interval => interval.EnumerateArray().Select(instant => instant.ValueKind is JsonValueKind.String ? instant.GetString() : null).ToArray())
            .ToList();
        return new JsonObject
        {
            ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray([.. Overall(boxes).Select(number => JsonValue.Create(number))])) },
            ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray([.. Overall(intervals).Select(instant => (JsonNode?)instant)])) },
        };
    }

    static double[] Overall(List<double[]> boxes)
    {
        if (boxes.Count == 0) return [-180, -90, 180, 90];
        var flat = boxes.Select(box => box.Length == 4 ? box : [box[0], box[1], box[3], box[4]]).ToList();
        // A first box that crosses the antimeridian (west > east) is taken at its word: a union would be the whole world.
        return flat[0][0] > flat[0][2] ? flat[0] : [flat.Min(b => b[0]), flat.Min(b => b[1]), flat.Max(b => b[2]), flat.Max(b => b[3])];
    }

    static string?[] Overall(List<string?[]> intervals)
    {
        if (intervals.Count == 0) return [null, null];
        return
        [
            intervals.Any(interval => interval[0] is null) ? null : intervals.Min(interval => interval[0]),
            intervals.Any(interval => interval[1] is null) ? null : intervals.Max(interval => interval[1]),
        ];
    }

    static JsonArray UsableLinks(JsonArray? links, string location)
    {
        var usable = new JsonArray();
        foreach (var link in links?.OfType<JsonObject>() ?? [])
        {
            if (Text(link["rel"]) is not { } rel || OwnRelations.Contains(rel) || Address(Text(link["href"]), location) is not { } href) continue;
            var copy = (JsonObject)link.DeepClone();
            copy["href"] = href;
            usable.Add(copy);
        }
        return usable;
    }

    static JsonObject UsableAssets(JsonObject assets, string location)
    {
        var usable = new JsonObject();
        foreach (var (key, asset) in assets)
        {
            if (asset is not JsonObject || Address(Text(asset["href"]), location) is not { } href) continue;
            var copy = (JsonObject)asset.DeepClone();
            copy["href"] = href;
            usable[key] = copy;
        }
        return usable;
    }

    // Absolute, or null when it could only be a path on the server.
    static string? Address(string? href, string location)
    {
        if (href is null) return null;
        if (Uri.TryCreate(href, UriKind.Absolute, out var absolute) && !absolute.IsFile) return href;
        return location.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(new Uri(location), href, out var resolved) && !resolved.IsFile
            ? resolved.ToString() : null;
    }

    static List<JsonElement> Members(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out json)) return [];
        return json.ValueKind is JsonValueKind.Array ? [.. json.EnumerateArray()] : [];
    }

    static double Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetDouble() : double.NaN;

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    static JsonNode? WithoutNulls(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().Where(member => member.Value.ValueKind is not JsonValueKind.Null)
            .DistinctBy(member => member.Name).Select(member => KeyValuePair.Create(member.Name, WithoutNulls(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(WithoutNulls)]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
