using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Catalog;

/// <summary>
/// The items of configured collections as the API shows them: metadata only, with links of ours, and without addresses that only the server could follow.
/// Static catalogs are read and filtered here, APIs are asked for the page that is wanted.
/// </summary>
sealed class CollectionItems(StacDocuments documents, LocationPolicy policy) : IDisposable
{
    // A catalog of many thousand files is read as a whole.
    readonly SemaphoreSlim lanes = new(2);

    /// <summary>One page of items, and what to ask for the next one with; null at the end.</summary>
    public sealed record Page(IReadOnlyList<JsonObject> Items, string? Next);

    /// <summary>A page of items that touch the box (degrees) and the interval, oldest first.</summary>
    /// <exception cref="OpenEoException"><c>InfrastructureBusy</c> when the source does not answer.</exception>
    public Task<Page> ListAsync(CollectionSource collection, ItemFilter filter, int limit, string? after, CancellationToken ct) => InLaneAsync(() =>
    {
        var allowed = PolicyOf(collection);
        if (ApiOf(collection) is { } api) return Ask(api, filter, limit, after, allowed, ct);
        var all = new StacWalk(documents, allowed, ct).Items(collection.Json, collection.Location, filter);
        var start = int.TryParse(after, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        var items = all.Skip(start).Take(limit).Select(item => Clean(documents.Read(item.Location, allowed, ct))).ToList();
        return new Page(items, start + items.Count < all.Count && items.Count > 0 ? (start + items.Count).ToString(CultureInfo.InvariantCulture) : null);
    }, ct);

    /// <summary>One item, or null.</summary>
    public Task<JsonObject?> FindAsync(CollectionSource collection, string id, CancellationToken ct) => InLaneAsync(() =>
    {
        var allowed = PolicyOf(collection);
        if (ApiOf(collection) is { } api)
        {
            try
            {
                var location = $"{api.Split('?')[0].TrimEnd('/')}/{Uri.EscapeDataString(id)}";
                return Clean(documents.Read(location, allowed, ct));
            }
            catch (ProcessGraphException)
            {
                return null;
            }
        }
        var item = new StacWalk(documents, allowed, ct).Items(collection.Json, collection.Location, new ItemFilter(null, null, null))
            .FirstOrDefault(item => item.Id == id);
        return item is null ? null : Clean(documents.Read(item.Location, allowed, ct));
    }, ct);

    /// <summary>A few item documents, for what can be said of all.</summary>
    public Task<IReadOnlyList<JsonElement>> SampleAsync(CollectionSource collection, int count, CancellationToken ct) =>
        InLaneAsync<IReadOnlyList<JsonElement>>(
        () => [.. new StacSample(documents, PolicyOf(collection)).Take(collection.Json, collection.Location, count, ct).Select(item => item.Json)], ct);

    public void Dispose() => lanes.Dispose();

    Page Ask(string api, ItemFilter filter, int limit, string? after, LocationPolicy allowed, CancellationToken ct)
    {
        // The source's own next link, as it gave it to us; it must lead to the same place.
        var address = after is not null && Decode(after) is { } next
            && next.StartsWith(new Uri(api).GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal) ? next
            : $"{api}{(api.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{Query(filter)}";
        var (place, page) = documents.Read(address, allowed, ct);
        var items = page.TryGetProperty("features", out var features) && features.ValueKind is JsonValueKind.Array
            ? features.EnumerateArray().Select(feature => Clean(new StacDocument(place, feature))).ToList() : [];
        var more = page.TryGetProperty("links", out var links) && links.ValueKind is JsonValueKind.Array
            ? links.EnumerateArray().Where(link => Text(link, "rel") == "next" && Text(link, "method") is null or "GET").Select(link => Text(link, "href"))
            .FirstOrDefault(href => href is not null) : null;
        return new Page(items, more is null || LocationPolicy.Follow(place, more) is not { } onward ? null : Encode(AtHome(onward, place, api)));
    }

    // A source that redirects is asked where it is known: what a client sends back must not lead elsewhere.
    static string AtHome(string next, string place, string api)
    {
        var (there, home) = (new Uri(place).GetLeftPart(UriPartial.Authority), new Uri(api).GetLeftPart(UriPartial.Authority));
        return next.StartsWith(there + "/", StringComparison.Ordinal) ? home + next[there.Length..] : next;
    }

    static string Query(ItemFilter filter)
    {
        var box = filter.Box is { } b ? string.Create(CultureInfo.InvariantCulture, $"&bbox={b.West},{b.South},{b.East},{b.North}") : "";
        static string Instant(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "..";
        return box + (filter.Start is null && filter.End is null ? "" : $"&datetime={Instant(filter.Start)}/{Instant(filter.End)}");
    }

    static JsonObject Clean(StacDocument item)
    {
        var json = JsonObject.Create(item.Json)?.DeepClone() as JsonObject ?? [];
        json.Remove("links");
        var assets = new JsonObject();
        foreach (var (key, asset) in json["assets"] as JsonObject ?? [])
            if (asset is JsonObject file && Address(file["href"] is JsonValue given && given.TryGetValue(out string? link) ? link : null, item.Location) is
                { } href)
            {
                var copy = (JsonObject)file.DeepClone();
                copy["href"] = href;
                assets[key] = copy;
            }
        json["assets"] = assets;
        return json;
    }

    static string? Address(string? href, string location) =>
        href is null ? null : LocationPolicy.IsRemote(href) ? href : LocationPolicy.IsRemote(location) ? LocationPolicy.Follow(location, href) : null;

    LocationPolicy PolicyOf(CollectionSource collection) =>
        LocationPolicy.IsRemote(collection.Location) ? policy : policy.WithRoot(Path.GetDirectoryName(Path.GetFullPath(collection.Location))!);

    static string? ApiOf(CollectionSource collection) =>
        LocationPolicy.IsHttp(collection.Location) && collection.Json.TryGetProperty("links", out var links) && links.ValueKind is JsonValueKind.Array
        ? links.EnumerateArray().Where(link => Text(link, "rel") == "items").Select(link => Text(link, "href")).OfType<string>()
        .Select(href => LocationPolicy.Follow(collection.Location, href)).FirstOrDefault(href => href is not null) : null;

    static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
        ? value.GetString() : null;

    static string Encode(string address) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(address));

    static string? Decode(string token)
    {
        var bytes = new byte[System.Buffers.Text.Base64Url.GetMaxDecodedLength(token.Length)];
        return System.Buffers.Text.Base64Url.DecodeFromChars(token, bytes, out _, out var length) is System.Buffers.OperationStatus.Done
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    async Task<T> InLaneAsync<T>(Func<T> work, CancellationToken ct)
    {
        await lanes.WaitAsync(ct);
        try
        {
            return await OwnThread.Run(work);
        }
        catch (ProcessGraphException e)
        {
            throw new OpenEoException(ErrorCodes.InfrastructureBusy, $"The collection's source does not answer as it should: {e.Message}",
                e) { RetryAfter = 60 };
        }
        finally
        {
            lanes.Release();
        }
    }
}
