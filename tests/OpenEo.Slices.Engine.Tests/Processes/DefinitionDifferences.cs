using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>In what a definition differs from another one beside its words, links and examples.</summary>
static class DefinitionDifferences
{
    static readonly string[] Words = ["description", "title", "examples", "$schema", "summary", "message"];

    /// <summary>The parts that are not the same, in the order of a definition; empty when the two say the same.</summary>
    public static IEnumerable<string> Of(JsonNode ours, JsonNode theirs)
    {
        if (!Same(Names(ours), Names(theirs))) yield return "parameters";
        foreach (var (mine, other) in Parameters(ours).Zip(Parameters(theirs)))
            foreach (var part in new[] { "schema", "default", "optional", "deprecated", "experimental" })
                if (!Same(mine?[part], other?[part])) yield return $"{part} of `{mine!["name"]}`";
        if (!Same(ours["returns"]?["schema"], theirs["returns"]?["schema"])) yield return "what it returns";
        if (!Same(Codes(ours), Codes(theirs))) yield return "exceptions";
        foreach (var part in new[] { "categories", "experimental", "deprecated" })
            if (!Same(ours[part], theirs[part])) yield return part;
    }

    static JsonArray Parameters(JsonNode definition) => definition["parameters"]?.AsArray() ?? [];

    static JsonArray Names(JsonNode definition) => [.. Parameters(definition).Select(parameter => (JsonNode?)parameter!["name"]!.ToString())];

    static JsonArray Codes(JsonNode definition) =>
        [.. (definition["exceptions"]?.AsObject() ?? []).Select(exception => exception.Key).Order(StringComparer.Ordinal).Select(code => (JsonNode?)code)];

    static bool Same(JsonNode? ours, JsonNode? theirs) => JsonNode.DeepEquals(Facts(ours), Facts(theirs));

    /// <summary>A copy without words. What is false or null is as good as not there.</summary>
    static JsonNode? Facts(JsonNode? json) => json switch
    {
        JsonObject map => new JsonObject(map.Where(member => !Words.Contains(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, Facts(member.Value))).Where(member => member.Value is not null)),
        JsonArray list => new JsonArray([.. list.Select(Facts)]),
        JsonValue value when value.TryGetValue<bool>(out var truth) && !truth => null,
        _ => json?.DeepClone(),
    };
}
