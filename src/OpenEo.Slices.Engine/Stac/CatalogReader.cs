using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Reads the collections of a source, whatever it is: one document, a catalog with <c>child</c> links, or an API with a <c>data</c> link and pages. Remote
/// documents only where the policy allows; it allows the hosts of configured sources.
/// </summary>
public sealed class CatalogReader(LocationPolicy policy, HttpClient http)
{
    const int MaximumDepth = 4, MaximumCollections = 5000, MaximumBytes = 64 << 20;

    /// <summary>All collections of the source that it is to offer.</summary>
    /// <exception cref="FormatException">It is no STAC document.</exception>
    public async Task<IReadOnlyList<CollectionSource>> ReadAsync(CatalogSource source, CancellationToken ct)
    {
        var found = new List<CollectionSource>();
        await VisitAsync(await FetchAsync(source.Location, ct), found, 0, ct);
        return [.. found.Where(collection => (source.Include.Count == 0 || source.Include.Contains(collection.Id)) && !source.Exclude.Contains(collection.Id))
            .Select(collection => collection with { Id = source.Prefix + collection.Id })];
    }

    /// <summary>The JSON document at a location.</summary>
    public async Task<StacDocument> FetchAsync(string location, CancellationToken ct)
    {
        if (!LocationPolicy.IsRemote(location)) return new(location, Parse(await File.ReadAllBytesAsync(location, ct)));
        policy.Demand(location);
        var start = ObjectAddress.IsS3(location) ? await policy.Stores.OpenAsync(location, ct) : new Uri(location);
        var way = new Redirects(policy, start);
        using var response = await SendAsync(way, ct);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        for (int read; (read = await body.ReadAsync(chunk, ct)) > 0;)
        {
            if (buffer.Length + read > MaximumBytes) throw new FormatException($"{ShownAddress.Of(location)} is larger than {MaximumBytes >> 20} MB");
            buffer.Write(chunk, 0, read);
        }
        return new(ObjectAddress.IsS3(location) || way.Address == start ? location : way.Address.AbsoluteUri, Parse(buffer.ToArray()));
    }

    static JsonElement Parse(byte[] json) => StacJson.Parse(json);

    // A server that is busy is asked again, twice.
    async Task<HttpResponseMessage> SendAsync(Redirects way, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await http.GetAsync(way.Address, HttpCompletionOption.ResponseHeadersRead, ct);
            if (StacDocuments.Follows(way, response))
            {
                attempt--;
                continue;
            }
            if (attempt == 3 || (int)response.StatusCode is not (429 or 502 or 503 or 504)) return response;
            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(0.5 * attempt), ct);
        }
    }

    async Task VisitAsync(StacDocument read, List<CollectionSource> found, int depth, CancellationToken ct)
    {
        var (location, document) = read;
        if (document.ValueKind is not JsonValueKind.Object) throw new FormatException("it is not a STAC document (a JSON object)");
        var isCatalog = document.Text("type") == "Catalog" || document.Text("type") is null && !document.TryGetProperty("extent", out _)
            && Links(document, "child", location).Any();
        if (document.TryGetProperty("collections", out var list) && list.ValueKind is JsonValueKind.Array) await AddPagesAsync(read, found, ct);
        else if (!isCatalog) Add(document, location, found);
        else if (document.TryGetProperty("conformsTo", out _) && Links(document, "data", location).FirstOrDefault() is { } data)
            await AddPagesAsync(await FetchAsync(data, ct), found, ct);
        else if (depth < MaximumDepth)
        {
            // One child that is broken hides none of the others.
            foreach (var child in Links(document, "child", location).Take(MaximumCollections - found.Count))
                if (await TryFetchAsync(child, ct) is { } inner) await VisitAsync(inner, found, depth + 1, ct);
        }
    }

    async Task<StacDocument?> TryFetchAsync(string location, CancellationToken ct)
    {
        try
        {
            return await FetchAsync(location, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or JsonException or FormatException
            or ProcessGraphException)
        {
            return null;
        }
    }

    async Task AddPagesAsync(StacDocument first, List<CollectionSource> found, CancellationToken ct)
    {
        var (location, page) = first;
        var visited = new HashSet<string> { location };
        while (true)
        {
            foreach (var collection in page.Items("collections").Where(collection => collection.Text("id") is not null))
                Add(collection, Links(collection, "self", location).FirstOrDefault()
                    ?? $"{location.Split('?')[0].TrimEnd('/')}/{Uri.EscapeDataString(collection.Text("id")!)}", found);
            if (found.Count >= MaximumCollections || Links(page, "next", location).FirstOrDefault() is not { } next || !visited.Add(next)) return;
            (location, page) = await FetchAsync(next, ct);
        }
    }

    static void Add(JsonElement json, string location, List<CollectionSource> found)
    {
        if (json.Text("id") is not { Length: > 0 } id) throw new FormatException("it is not a STAC collection (a JSON object with an id)");
        found.Add(new CollectionSource(id, location, json));
    }

    static IEnumerable<string> Links(JsonElement document, string relation, string location) =>
        document.Items("links").Where(link => link.Text("rel") == relation).Select(link => link.Text("href")).OfType<string>()
        .Select(href => LocationPolicy.Follow(location, href)).OfType<string>();
}
