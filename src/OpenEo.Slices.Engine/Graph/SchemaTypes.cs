using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Types in schemas of users that JSON Schema does not have but that can mean one thing only: subtypes of openEO, and names that types have in languages.
/// </summary>
static class SchemaTypes
{
    static readonly Dictionary<string, string[]> subtypes = new()
    {
        ["object"] =
        [
            "bounding-box", "datacube", "geojson", "input-format-options", "metadata-filter", "ml-model", "output-format-options", "process-graph",
            "raster-cube", "stac", "vector-cube",
        ],
        ["array"] = ["file-paths", "kernel", "labeled-array", "temporal-interval", "temporal-intervals"],
        ["integer"] = ["epsg-code"],
        ["string"] =
        [
            "band-name", "collection-id", "date", "date-time", "duration", "file-path", "input-format", "job-id", "output-format", "proj-definition", "time",
            "udf-code", "udf-runtime", "udf-runtime-version", "uri", "wkt2-definition", "year",
        ],
    };

    static readonly Dictionary<string, string> names = new()
    {
        ["list"] = "array", ["dict"] = "object", ["int"] = "integer", ["float"] = "number", ["bool"] = "boolean", ["str"] = "string",
    };

    /// <summary>What a type is in JSON Schema, and the subtype that it is then; null when it is none of these.</summary>
    public static (string Type, string? Subtype)? Meant(string type)
    {
        if (names.TryGetValue(type, out var known)) return (known, null);
        return subtypes.FirstOrDefault(pair => pair.Value.Contains(type)).Key is { } json ? (json, type == "vector-cube" ? "datacube" : type) : null;
    }

    /// <summary>Puts the types of JSON Schema into a schema, or a list of alternatives; <paramref name="told"/> hears what they were and are.</summary>
    public static JsonNode Replace(JsonNode schema, Action<string>? told)
    {
        if (schema is JsonArray alternatives)
            foreach (var alternative in alternatives) Inside(alternative, told);
        else Inside(schema, told);
        return schema;
    }

    static void Inside(JsonNode? schema, Action<string>? told)
    {
        if (schema is not JsonObject json) return;
        if (json["type"] is JsonArray several)
        {
            for (var i = 0; i < several.Count; i++)
                if (Text(several[i]) is { } one && Meant(one) is { } meant) (several[i], _) = (meant.Type, Say(one, meant, told));
        }
        else if (Text(json["type"]) is { } type && Meant(type) is { } meant)
        {
            json["type"] = meant.Type;
            if (meant.Subtype is { } subtype) json.TryAdd("subtype", subtype);
            Say(type, meant, told);
        }
        Inside(json["items"], told);
        Inside(json["not"], told);
        foreach (var keyword in (string[])["anyOf", "oneOf", "allOf"])
            foreach (var alternative in json[keyword] as JsonArray ?? []) Inside(alternative, told);
        foreach (var (_, property) in json["properties"] as JsonObject ?? []) Inside(property, told);
    }

    static bool Say(string type, (string Type, string? Subtype) meant, Action<string>? told)
    {
        told?.Invoke($"the type '{type}' is taken as '{meant.Type}'" + (meant.Subtype is { } subtype ? $" with the subtype '{subtype}'" : ""));
        return true;
    }

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
