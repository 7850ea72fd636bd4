using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Catalog;

/// <summary>The links of a collection that only the API knows: itself, and the catalog that it is in.</summary>
static class CollectionLinks
{
    /// <summary>The link to the catalog.</summary>
    public static Link Root(Links links) => new("root", links.To("/"), "application/json", "Capabilities of the service");

    /// <summary>Puts them before the collection's own links.</summary>
    public static JsonObject Add(JsonObject collection, string id, Links links)
    {
        var own = collection["links"] as JsonArray ?? [];
        var title = collection["title"] is JsonValue text && text.TryGetValue<string>(out var given) ? given : id;
        Link[] tree =
        [
            new("self", links.To($"/collections/{Uri.EscapeDataString(id)}"), "application/json", title),
            Root(links),
            Root(links) with { Rel = "parent" },
            new("items", links.To($"/collections/{Uri.EscapeDataString(id)}/items"), "application/geo+json", $"Items of {title}"),
            new("http://www.opengis.net/def/rel/ogc/1.0/queryables", links.To($"/collections/{Uri.EscapeDataString(id)}/queryables"),
                "application/schema+json", $"Properties of items of {title} that can be filtered by"),
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
            new("self", links.To($"{path}/items/{Uri.EscapeDataString(id)}"), "application/geo+json", id),
            Root(links),
            new("parent", links.To(path), "application/json", collection),
            new("collection", links.To(path), "application/json", collection),
        ];
        item["links"] = JsonSerializer.SerializeToNode(own, Json.Options);
        return item;
    }
}
