using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>The public address of a process that its owner shares.</summary>
static class SharedProcess
{
    /// <summary>Adds the <c>canonical</c> link to the process's own links.</summary>
    public static JsonObject AddLink(JsonObject process, Links links, string token)
    {
        var all = process["links"] is JsonArray own ? (JsonArray)own.DeepClone() : [];
        all.Add(JsonSerializer.SerializeToNode(new Link("canonical", links.To($"/shared/processes/{token}"), "application/json"), Json.Options));
        process["links"] = all;
        return process;
    }
}
