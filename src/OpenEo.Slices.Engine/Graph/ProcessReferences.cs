using System.Text.Json;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Finds the processes of a graph that the engine does not bring along, before the graph is parsed: whoever looks them up does it once for all.
/// </summary>
public static class ProcessReferences
{
    /// <summary>The namespace of the user's own processes.</summary>
    public const string User = "user";

    /// <summary>
    /// All references in a process graph and its child graphs, each once, in the order of the graph; <paramref name="home"/> is where an id without namespace
    /// is looked up after the engine's own.
    /// </summary>
    public static IReadOnlyList<ProcessReference> Find(JsonElement graph, string home = User)
    {
        var found = new List<ProcessReference>();
        Visit(graph, home, found);
        return [.. found.Distinct()];
    }

    /// <summary>
    /// The reference that a node's process id and namespace make, or null when they name one of the engine's processes (or one that nobody has). Without a
    /// namespace a process of the user's own that has the name of one of the engine's comes first (see <see cref="UserContext.Find"/>).
    /// </summary>
    public static ProcessReference? Of(string process, string? space, string home) => space switch
    {
        null or "" => ProcessCatalog.Find(process) is null ? new(home, process) : null,
        "backend" => null,
        _ => new(space, process),
    };

    /// <summary>Whether a node of the graph, or of a child graph, calls one of the engine's processes that has the trait.</summary>
    public static bool Calls(JsonElement graph, ProcessTraits trait) => graph.ValueKind switch
    {
        JsonValueKind.Array => graph.EnumerateArray().Any(item => Calls(item, trait)),
        JsonValueKind.Object => graph.EnumerateObject().Any(member => IsCall(member, trait) || Calls(member.Value, trait)),
        _ => false,
    };

    static bool IsCall(JsonProperty member, ProcessTraits trait) => member.NameEquals("process_id") && member.Value.ValueKind is JsonValueKind.String
        && ProcessCatalog.Find(member.Value.GetString()!)?.Traits.HasFlag(trait) == true;

    static void Visit(JsonElement json, string home, List<ProcessReference> found)
    {
        if (json.ValueKind is JsonValueKind.Array)
            foreach (var item in json.EnumerateArray()) Visit(item, home, found);
        if (json.ValueKind is not JsonValueKind.Object) return;
        if (json.TryGetProperty("process_id", out var id) && id.ValueKind is JsonValueKind.String)
        {
            var space = json.TryGetProperty("namespace", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString() : null;
            if (Of(id.GetString()!, space, home) is { } reference) found.Add(reference);
        }
        foreach (var member in json.EnumerateObject()) Visit(member.Value, home, found);
    }
}
