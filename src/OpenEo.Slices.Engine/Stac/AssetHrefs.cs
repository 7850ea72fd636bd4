using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Where an asset's file is: its href, and the others that lead to the same file (extension <c>alternate-assets</c>).
/// </summary>
static class AssetHrefs
{
    /// <summary>The addresses, the asset's own first.</summary>
    /// <param name="asset">The asset; it must have an href.</param>
    /// <param name="properties">Of the item.</param>
    /// <param name="location">What links are relative to.</param>
    public static IReadOnlyList<string> Of(JsonElement asset, JsonElement properties, string location)
    {
        var links = new List<JsonElement> { asset };
        if (asset.TryGetProperty("alternate", out var others) && others.ValueKind == JsonValueKind.Object)
            links.AddRange(others.EnumerateObject().Select(other => other.Value).Where(other => other.Text("href") is { Length: > 0 }));
        return
        [
            .. links.Select(link => LocationPolicy.Resolve(location, ObjectAddress.Public(link.Text("href")!, AccountOf(link, asset, properties))))
                .SelectMany(href => ObjectAddress.Unescaped(href) is { } plain ? [href, plain] : (string[])[href]).Distinct(),
        ];
    }

    // As the libraries that the address is written for are told, or as the extension "storage" says.
    static string? AccountOf(JsonElement link, JsonElement asset, JsonElement properties)
    {
        foreach (var level in (JsonElement[])[link, asset, properties])
            foreach (var name in (string[])["xarray:storage_options", "table:storage_options"])
                if (Member(level, name).Text("account_name") is { } account) return account;
        var references = link.Items("storage:refs").Concat(asset.Items("storage:refs")).Where(name => name.ValueKind == JsonValueKind.String);
        return references.Select(name => Member(Member(properties, "storage:schemes"), name.GetString()!).Text("account"))
            .FirstOrDefault(name => name is not null);
    }

    static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;
}
