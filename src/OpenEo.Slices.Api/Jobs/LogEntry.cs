using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>A log entry that is to be stored or shown; <paramref name="Node"/> as the engine writes it, <paramref name="Data"/> is JSON.</summary>
sealed record LogEntry(DateTimeOffset Time, LogSeverity Level, string Message, string? Node = null, string? Code = null, string? Data = null)
{
    /// <summary>The node as JSON of the API's path; null for no node.</summary>
    public string? PathJson() => PathOf(Node);

    /// <summary>A node such as <c>reduce1.reducer.mean1</c> as the API's path: the innermost node first; null for no node.</summary>
    public static string? PathOf(string? node)
    {
        if (node is null) return null;
        var path = new JsonArray();
        var parts = node.Split('.');
        // Node, parameter that holds the child graph, node, ...
        for (var i = (parts.Length - 1) / 2 * 2; i >= 0; i -= 2) path.Add(new JsonObject { ["node_id"] = parts[i] });
        return path.ToJsonString(Json.Options);
    }
}
