using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>The links of a collection that only the API knows: itself, and the catalog that it is in.</summary>
public static class CollectionLinks
{
    /// <summary>Puts them before the collection's own links.</summary>
    public static JsonObject Add(JsonObject collection, string id, Links links)
    {
        var own = collection["links"] as JsonArray ?? [];
        Link[] tree =
        [
            new("self", links.To($"/collections/{Uri.EscapeDataString(id)}"), "application/json"),
            new("root", links.To("/"), "application/json"),
            new("parent", links.To("/"), "application/json"),
        ];
        collection["links"] = new JsonArray([.. tree.Select(link => JsonSerializer.SerializeToNode(link, Json.Options)), .. own.Select(link => link!.DeepClone())]);
        return collection;
    }
}
