using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Finds the items of a collection, catalog, item or feature collection: static links (item, child), or the items endpoint of a STAC API.</summary>
public sealed class StacWalk(StacDocuments documents, LocationPolicy policy, CancellationToken cancellation)
{
    const int MaximumDepth = 8, MaximumItems = 20_000, MaximumDocuments = 100_000, PageSize = 500;

    readonly List<StacItem> found = [];
    readonly HashSet<string> visited = [];

    /// <summary>Items that match, in order of time and then id.</summary>
    public IReadOnlyList<StacItem> Items(JsonElement document, string location, ItemFilter filter)
    {
        Visit(document, location, filter, 0);
        return [.. found.DistinctBy(item => (item.Location, item.Id)).OrderBy(item => item.Start).ThenBy(item => item.Id, StringComparer.Ordinal)];
    }

    void Visit(JsonElement document, string location, ItemFilter filter, int depth)
    {
        if (document.Text("type") == "Feature") Add(document, location, filter);
        else if (document.Text("type") == "FeatureCollection") AddPage(document, location, filter);
        else if (LocationPolicy.IsHttp(location) && Links(document, "items", location).FirstOrDefault() is { } api)
        {
            if (filter.Conditions is null || !TrySearch(document, location, filter)) Pages(api, filter);
        }
        else Static(document, location, filter, depth);
    }

    void Static(JsonElement document, string location, ItemFilter filter, int depth)
    {
        var items = Links(document, "item", location).Where(visited.Add).ToArray();
        if (items.Length > MaximumItems) throw StacDocuments.Unreadable(location, $"it has more than {MaximumItems} items");
        if (visited.Count > MaximumDocuments) throw StacDocuments.Unreadable(location, $"the catalog has more than {MaximumDocuments} documents");
        var read = new StacDocument[items.Length];
        // Over http the time goes into waiting; files are read as fast by one thread as by many.
        var atOnce = LocationPolicy.IsRemote(location) ? ManyAtOnce.Remote : 2;
        ManyAtOnce.Do(items.Length, atOnce, i => read[i] = documents.Read(items[i], policy, cancellation), cancellation);
        for (var i = 0; i < items.Length; i++) Add(read[i].Json, items[i], filter, origin: read[i].Location);
        if (depth >= MaximumDepth) return;
        foreach (var child in Links(document, "child", location).Where(visited.Add))
        {
            if (visited.Count > MaximumDocuments) throw StacDocuments.Unreadable(location, $"the catalog has more than {MaximumDocuments} documents");
            var inner = documents.Read(child, policy, cancellation);
            Visit(inner.Json, inner.Location, filter, depth + 1);
        }
    }

    /// <summary>The items endpoint (OGC API - Features): the filter goes with the request, pages are followed to the end.</summary>
    void Pages(string endpoint, ItemFilter filter)
    {
        var query = $"limit={PageSize}";
        if (filter.Box is { } box) query += string.Create(CultureInfo.InvariantCulture, $"&bbox={box.West},{box.South},{box.East},{box.North}");
        if (filter.Start is not null || filter.End is not null) query += $"&datetime={Instant(filter.Start)}/{Instant(filter.End)}";
        var next = endpoint + (endpoint.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
        while (next is not null && visited.Add(next))
        {
            var (place, page) = documents.Read(next, policy, cancellation);
            AddPage(page, place, filter);
            if (found.Count > MaximumItems) throw StacDocuments.Unreadable(endpoint, $"it has more than {MaximumItems} items");
            next = Links(page, "next", place).FirstOrDefault();
        }
    }

    /// <summary>The search of the API that the collection belongs to, when it can filter by properties (STAC API - Filter); false when it can't.</summary>
    bool TrySearch(JsonElement document, string location, ItemFilter filter)
    {
        if (document.Text("id") is not { } id
            || Links(document, "root", location).FirstOrDefault(LocationPolicy.IsHttp) is not { } root)
            return false;
        var (home, landing) = documents.Read(root, policy, cancellation);
        var classes = landing.Items("conformsTo").Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!).ToList();
        if (!classes.Exists(one => one.Contains("cql2-json", StringComparison.Ordinal))
            || !classes.Exists(one => one.EndsWith("item-search#filter", StringComparison.Ordinal))) return false;
        if (Links(landing, "search", home).FirstOrDefault() is not { } search) return false;
        var body = new JsonObject { ["collections"] = new JsonArray(id), ["limit"] = PageSize, ["filter-lang"] = "cql2-json",
            ["filter"] = filter.Conditions!.DeepClone() };
        if (filter.Box is { } box) body["bbox"] = new JsonArray(box.West, box.South, box.East, box.North);
        if (filter.Start is not null || filter.End is not null) body["datetime"] = $"{Instant(filter.Start)}/{Instant(filter.End)}";
        Search(search, body, filter);
        return true;
    }

    // The next page is a link: to GET, or to POST with a body that replaces the search or is merged into it.
    void Search(string endpoint, JsonObject body, ItemFilter filter)
    {
        (endpoint, var page) = documents.Search(endpoint, body.ToJsonString(), policy, cancellation);
        for (var pages = 1; ; pages++)
        {
            AddPage(page, endpoint, filter);
            if (found.Count > MaximumItems || pages > MaximumItems) throw StacDocuments.Unreadable(endpoint, $"it has more than {MaximumItems} items");
            var next = page.Items("links").FirstOrDefault(link => link.Text("rel") == "next");
            if (next.Text("href") is not { } href || LocationPolicy.Follow(endpoint, href) is not { } address) return;
            endpoint = address;
            if (next.Text("method")?.Equals("POST", StringComparison.OrdinalIgnoreCase) == true)
            {
                var more = next.TryGetProperty("body", out var given) && given.ValueKind == JsonValueKind.Object ? JsonObject.Create(given)! : [];
                if (!next.TryGetProperty("merge", out var merge) || merge.ValueKind != JsonValueKind.True) body = more;
                else foreach (var (name, value) in more) body[name] = value?.DeepClone();
                (endpoint, page) = documents.Search(endpoint, body.ToJsonString(), policy, cancellation);
            }
            else (endpoint, page) = documents.Read(endpoint, policy, cancellation);
        }
    }

    void AddPage(JsonElement page, string location, ItemFilter filter)
    {
        foreach (var (number, feature) in page.Items("features").Index())
            Add(feature, Links(feature, "self", location).FirstOrDefault() ?? location, filter, number);
    }

    void Add(JsonElement json, string location, ItemFilter filter, int number = 0, string? origin = null)
    {
        if (StacItem.Parse(json, location, origin) is not { } item) throw StacDocuments.Unreadable(location, $"its feature {number + 1} is no JSON object");
        // Without ids they would be taken for one.
        if (number > 0 && !json.TryGetProperty("id", out _)) item = item with { Id = $"{item.Id}#{number + 1}" };
        if (filter.Matches(item)) found.Add(item);
    }

    static IEnumerable<string> Links(JsonElement document, string relation, string location) =>
        document.Items("links").Where(link => link.Text("rel") == relation).Select(link => link.Text("href")).OfType<string>()
        .Select(href => LocationPolicy.Follow(location, href)).OfType<string>();

    static string Instant(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "..";
}
