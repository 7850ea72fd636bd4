using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Catalog;

/// <summary>The links of a collection that only the API knows: itself, and the catalog that it is in.</summary>
static class CollectionLinks
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
            new("items", links.To($"/collections/{Uri.EscapeDataString(id)}/items"), "application/geo+json"),
            new("http://www.opengis.net/def/rel/ogc/1.0/queryables", links.To($"/collections/{Uri.EscapeDataString(id)}/queryables"),
                "application/schema+json"),
        ];
        collection["links"] = new JsonArray(
            [.. tree.Select(link => JsonSerializer.SerializeToNode(link, Json.Options)), .. own.Select(link => link!.DeepClone())]);
        return collection;
    }

    /// <summary>Gives an item the links of the API, and the id that the collection has here.</summary>
    public static JsonObject AddToItem(JsonObject item, string collection, Links links)
    {
        var path = $"/collections/{Uri.EscapeDataString(collection)}";
        var id = item["id"]?.ToString() ?? "";
        item["collection"] = collection;
        Link[] own =
        [
            new("self", links.To($"{path}/items/{Uri.EscapeDataString(id)}"), "application/geo+json"),
            new("root", links.To("/"), "application/json"),
            new("parent", links.To(path), "application/json"),
            new("collection", links.To(path), "application/json"),
        ];
        item["links"] = JsonSerializer.SerializeToNode(own, Json.Options);
        return item;
    }
}
