using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>
/// The form in which a process is kept and given back: a member that is null says the same as one that is missing, and the API wants it missing; what the API
/// demands of parameters and return values is there.
/// </summary>
static class StoredProcess
{
    /// <summary>The JSON of a process that has been checked, under this id, whatever it says itself.</summary>
    public static string Write(JsonElement process, string id)
    {
        var stored = new JsonObject { ["id"] = id };
        foreach (var member in process.EnumerateObject().Where(member => member.Name != "id" && member.Value.ValueKind is not JsonValueKind.Null))
            stored[member.Name] = JsonSerializer.SerializeToNode(member.Value, Json.Options);
        foreach (var parameter in Objects(stored["parameters"]))
        {
            Tidy(parameter, "default");   // null is a value there
            parameter.TryAdd("description", "");
            parameter.TryAdd("schema", new JsonObject());
        }
        if (stored["returns"] is JsonObject returns)
        {
            Tidy(returns);
            returns.TryAdd("schema", new JsonObject());
        }
        foreach (var example in Objects(stored["examples"])) Tidy(example, "returns");
        foreach (var link in Objects(stored["links"])) Tidy(link);
        foreach (var exception in (stored["exceptions"] as JsonObject ?? []).Select(member => member.Value).OfType<JsonObject>()) Tidy(exception);
        return stored.ToJsonString(Json.Options);
    }

    static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    static void Tidy(JsonObject json, string keep = "")
    {
        foreach (var name in json.Where(member => member.Value is null && member.Key != keep).Select(member => member.Key).ToList()) json.Remove(name);
    }
}
