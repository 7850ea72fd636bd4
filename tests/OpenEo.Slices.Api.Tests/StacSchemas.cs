using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests;

/// <summary>
/// Validates STAC documents by the published JSON schemas that lie in the shared folder; checks nothing where that is absent. The validator knows neither
/// <c>const</c> nor <c>if</c> nor <c>true</c> and <c>false</c> as schemas, so a copy of the schemas says the same in other words.
/// </summary>
public static class StacSchemas
{
    static readonly Lazy<string?> Folder = new(Prepare);

    /// <summary>Whether there are schemas to validate by.</summary>
    public static bool ArePresent => Folder.Value is not null;

    /// <summary>Fails unless the document is valid by the core schema of its type and by those of all extensions that it names.</summary>
    public static async Task ValidateAsync(JsonElement stac)
    {
        if (Folder.Value is not { } folder) return;
        List<string> schemas = [stac.GetProperty("type").GetString() == "Feature" ? "item.json" : "collection.json"];
        foreach (var extension in stac.GetProperty("stac_extensions").EnumerateArray())
            schemas.Add($"ext-{new Uri(extension.GetString()!).Segments[1].Trim('/')}.json");
        foreach (var name in schemas)
        {
            var schema = await JsonSchema.FromFileAsync(Path.Combine(folder, name));
            var errors = schema.Validate(stac.GetRawText());
            Assert.True(errors.Count == 0, $"{name}: {string.Join("; ", errors)}\n{stac.GetRawText()}");
        }
    }

    static string? Prepare()
    {
        string published;
        try
        {
            published = SharedFolder.Find("reference/stac-schemas");
        }
        catch (SkipException)
        {
            return null;
        }
        var folder = Directory.CreateTempSubdirectory("openeo-stac-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var names = Directory.GetFiles(published, "*.json").Select(Path.GetFileName).ToHashSet();
        foreach (var name in names)
        {
            // The copy of the collection's schema is of the last release candidate and says so in one constant.
            var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(published, name!)).Replace("1.1.0-beta.1", "1.1.0", StringComparison.Ordinal))!;
            Translate(schema, names!);
            schema.AsObject().Remove("$id");
            File.WriteAllText(Path.Combine(folder, name!), schema.ToJsonString());
        }
        File.WriteAllText(Path.Combine(folder, "anything.json"), """{"type":"object"}""");   // GeoJSON, PROJJSON
        return folder;
    }

    static void Translate(JsonNode? node, HashSet<string> names)
    {
        if (node is JsonArray array) foreach (var item in array) Translate(item, names);
        if (node is not JsonObject schema) return;
        foreach (var (_, value) in schema.ToList()) Translate(value, names);
        if (schema["$ref"] is JsonValue reference && reference.GetValue<string>() is var target && !target.StartsWith('#'))
        {
            // Schemas refer to each other by address or by relative path; here all that there are lie side by side.
            var file = target.Split('#')[0].Split('/')[^1];
            schema["$ref"] = !names.Contains(file) ? "anything.json" : target.Contains('#') && target.Split('#')[1].Length > 0
                ? $"{file}#{target.Split('#')[1]}" : file;
        }
        if (schema["properties"] is JsonObject properties)
            foreach (var (name, value) in properties.ToList())
                if (value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
                    properties[name] = value.GetValue<bool>() ? new JsonObject() : new JsonObject { ["not"] = new JsonObject() };
        if (schema["const"] is JsonValue constant)
        {
            schema.Remove("const");
            schema["enum"] = new JsonArray(constant);
        }
        if (schema["if"] is JsonObject condition && schema["then"] is JsonObject consequence)
        {
            foreach (var key in (string[])["if", "then"]) schema.Remove(key);
            var all = schema["allOf"] as JsonArray ?? [];
            if (all.Parent is null) schema["allOf"] = all;
            all.Add(new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["not"] = condition }, consequence) });
        }
    }
}
