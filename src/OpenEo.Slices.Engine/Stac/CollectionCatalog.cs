using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A collection as its source wrote it. <paramref name="Location"/> is the absolute path or address of the document: what its relative links start from.</summary>
public sealed record CollectionSource(string Id, string Location, JsonElement Json);

/// <summary>
/// The collections that the operator configured: paths or http addresses of STAC collection documents. Files are read again when they change, remote ones
/// after <see cref="Freshness"/>. A source that cannot be read keeps what it last gave, and never hides the others. Thread-safe.
/// </summary>
/// <param name="locations">Paths (of the document or of its folder) and http addresses, in the order in which they are listed.</param>
/// <param name="http">Fetches remote documents.</param>
/// <param name="clock">Tells when a remote document is old.</param>
/// <param name="warn">Told once for each failure, with a sentence that names the source.</param>
public sealed class CollectionCatalog(IReadOnlyList<string> locations, HttpClient http, TimeProvider clock, Action<string> warn)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Source[] sources = [.. locations.Select(location => new Source(IsRemote(location) ? location : FilePath(location)))];
    int version;

    /// <summary>Those of the locations, full paths, where the document may appear later: nobody is warned while it is missing.</summary>
    public IReadOnlyList<string> Awaited { get; init; } = [];

    /// <summary>How long a remote document is trusted.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Changes whenever a document does.</summary>
    public int Version => Volatile.Read(ref version);

    /// <summary>All collections that can be read, in configured order; of two with one id the first.</summary>
    public async Task<IReadOnlyList<CollectionSource>> ListAsync(CancellationToken ct)
    {
        var collections = await Task.WhenAll(sources.Select(source => ReadAsync(source, ct)));
        return [.. collections.OfType<CollectionSource>().DistinctBy(collection => collection.Id)];
    }

    /// <summary>The collection of this id, or null.</summary>
    public async Task<CollectionSource?> FindAsync(string id, CancellationToken ct) =>
        (await ListAsync(ct)).FirstOrDefault(collection => collection.Id == id);

    async Task<CollectionSource?> ReadAsync(Source source, CancellationToken ct)
    {
        if (IsFresh(source)) return source.Collection;
        await source.Gate.WaitAsync(ct);
        try
        {
            if (IsFresh(source)) return source.Collection;
            source.Stamp = StampOf(source);
            if (!File.Exists(source.Location) && Awaited.Contains(source.Location)) return source.Collection;
            source.Collection = Parse(await FetchAsync(source.Location, ct), source.Location);
            Interlocked.Increment(ref version);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or JsonException or FormatException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            warn($"The collection at {source.Location} cannot be read: {(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : e.Message)}");
        }
        finally
        {
            source.Gate.Release();
        }
        return source.Collection;
    }

    // A remote document ages; a file is as old as its last change. A failed attempt counts too, or a source that is down would slow every request.
    bool IsFresh(Source source) => source.Stamp is { } stamp && (IsRemote(source.Location) ? clock.GetUtcNow() - stamp < Freshness : stamp == StampOf(source));

    DateTimeOffset StampOf(Source source) => IsRemote(source.Location) ? clock.GetUtcNow() : File.GetLastWriteTimeUtc(source.Location);

    async Task<byte[]> FetchAsync(string location, CancellationToken ct)
    {
        if (!IsRemote(location)) return await File.ReadAllBytesAsync(location, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return await http.GetByteArrayAsync(new Uri(location), limit.Token);
    }

    static CollectionSource Parse(byte[] document, string location)
    {
        var json = JsonElement.Parse(document);
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("id", out var id) || id.ValueKind is not JsonValueKind.String || id.GetString() is not { Length: > 0 } name)
            throw new FormatException("it is not a STAC collection (a JSON object with an id)");
        return new CollectionSource(name, location, json);
    }

    static string FilePath(string location)
    {
        var path = Path.GetFullPath(location);
        return Directory.Exists(path) ? Path.Combine(path, "collection.json") : path;
    }

    static bool IsRemote(string location) =>
        location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    sealed class Source(string location)
    {
        public string Location => location;
        public SemaphoreSlim Gate { get; } = new(1);
        public CollectionSource? Collection { get; set; }
        public DateTimeOffset? Stamp { get; set; }
    }
}
