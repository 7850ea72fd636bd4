using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>The first items of a collection, without looking at all of them.</summary>
public sealed class StacSample(StacDocuments documents, LocationPolicy policy)
{
    const int MaximumDepth = 8;

    /// <summary>At most so many item documents, and where they are.</summary>
    public IReadOnlyList<(string Location, JsonElement Json)> Take(JsonElement document, string location, int count, CancellationToken ct)
    {
        var found = new List<(string, JsonElement)>();
        Visit(document, location, count, found, 0, ct);
        return found;
    }

    void Visit(JsonElement document, string location, int count, List<(string, JsonElement)> found, int depth, CancellationToken ct)
    {
        if (LocationPolicy.IsHttp(location) && Links(document, "items", location).FirstOrDefault() is { } api)
        {
            var (place, page) = documents.Read($"{api}{(api.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={count}", policy, ct);
            found.AddRange(page.Items("features").Take(count - found.Count)
                .Select(feature => (Links(feature, "self", place).FirstOrDefault() ?? place, feature)));
            return;
        }
        foreach (var item in Links(document, "item", location).Take(count - found.Count)) found.Add(ItemAt(item, ct));
        if (depth >= MaximumDepth) return;
        foreach (var child in Links(document, "child", location))
        {
            if (found.Count >= count) return;
            var inner = documents.Read(child, policy, ct);
            Visit(inner.Json, inner.Location, count, found, depth + 1, ct);
        }
    }

    (string Location, JsonElement Json) ItemAt(string location, CancellationToken ct)
    {
        var item = documents.Read(location, policy, ct);
        return (item.Location, item.Json);
    }

    static IEnumerable<string> Links(JsonElement document, string relation, string location) =>
        document.Items("links").Where(link => link.Text("rel") == relation).Select(link => link.Text("href")).OfType<string>()
        .Select(href => LocationPolicy.Follow(location, href)).OfType<string>();
}
