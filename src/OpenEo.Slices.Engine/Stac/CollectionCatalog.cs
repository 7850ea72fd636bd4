using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// The collections that the operator configured. Files are read again when they change, remote sources after <see cref="Freshness"/>, in the background: a
/// source that is slow or down keeps what it last gave, and never hides or delays the others. Thread-safe.
/// </summary>
/// <param name="configured">The sources, in the order in which their collections are listed.</param>
/// <param name="reader">Reads documents.</param>
/// <param name="clock">Tells when a remote document is old.</param>
/// <param name="warn">Told once for each failure, with a sentence that names the source.</param>
public sealed class CollectionCatalog(IReadOnlyList<CatalogSource> configured, CatalogReader reader, TimeProvider clock, Action<string> warn)
{
    // For the first answer of a source; later ones are not waited for.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);

    readonly Source[] sources = [
        .. configured.Select(source => new Source(LocationPolicy.IsRemote(source.Location) ? source : source with { Location = FilePath(source.Location) }))];
    int version;

    /// <summary>Those of the locations, full paths, where the document may appear later: nobody is warned while it is missing.</summary>
    public IReadOnlyList<string> Awaited { get; init; } = [];

    /// <summary>How long a remote document is trusted.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromMinutes(5);

    /// <summary>All collections that can be read, in configured order; of two with one id the first. The version changes whenever a document does.</summary>
    public async Task<(IReadOnlyList<CollectionSource> Collections, int Version)> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var before = Volatile.Read(ref version);
            var collections = await Task.WhenAll(sources.Select(source => ReadAsync(source, ct)));
            // A version belongs to what is read under it.
            if (Volatile.Read(ref version) == before) return ([.. collections.SelectMany(some => some).DistinctBy(collection => collection.Id)], before);
        }
    }

    /// <summary>The collection of this id, or null; and the version.</summary>
    public async Task<(CollectionSource? Collection, int Version)> ReadAsync(string id, CancellationToken ct)
    {
        var (collections, current) = await ReadAsync(ct);
        return (collections.FirstOrDefault(collection => collection.Id == id), current);
    }

    /// <summary>The collection of this id, or null.</summary>
    public async Task<CollectionSource?> FindAsync(string id, CancellationToken ct) => (await ReadAsync(id, ct)).Collection;

    async Task<IReadOnlyList<CollectionSource>> ReadAsync(Source source, CancellationToken ct)
    {
        if (IsFresh(source)) return source.State.Collections;
        if (source.State.Collections.Count > 0 && source.IsRemote)
        {
            // What is known is good enough until there is better.
            if (source.Gate.Wait(0, CancellationToken.None)) _ = Task.Run(() => RenewAsync(source), CancellationToken.None);
            return source.State.Collections;
        }
        await source.Gate.WaitAsync(ct);
        if (!IsFresh(source)) return await RenewAsync(source).WaitAsync(ct);   // goes on for the others when this one leaves
        source.Gate.Release();
        return source.State.Collections;
    }

    // With the source's gate held. Until it is done nobody takes the source for fresh.
    async Task<IReadOnlyList<CollectionSource>> RenewAsync(Source source)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (stamp, collections, isNew) = (StampOf(source), source.State.Collections, false);
        try
        {
            if (File.Exists(source.Location) || !Awaited.Contains(source.Location))
            {
                collections = await reader.ReadAsync(source.Options, limit.Token);
                isNew = true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or JsonException or FormatException
            or ProcessGraphException or OperationCanceledException)
        {
            // Not for long: one bad moment must not hide it.
            if (source.IsRemote && collections.Count == 0) stamp = clock.GetUtcNow() - Freshness + Retry;
            warn(
                $"The collections at {source.Location} cannot be read: "
                + $"{(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : e.Message)}");
        }
        finally
        {
            source.State = new State(stamp, collections);
            if (isNew) Interlocked.Increment(ref version);
            source.Gate.Release();
        }
        return collections;
    }

    // A remote document ages; a file is as old as its last change. A failed attempt counts too, or a source that is down would slow every request.
    bool IsFresh(Source source) => source.State.Stamp is { } stamp && (source.IsRemote ? clock.GetUtcNow() - stamp < Freshness : stamp == StampOf(source));

    DateTimeOffset StampOf(Source source) => source.IsRemote ? clock.GetUtcNow() : File.GetLastWriteTimeUtc(source.Location);

    static string FilePath(string location)
    {
        var path = Path.GetFullPath(location);
        if (!Directory.Exists(path)) return path;
        var catalog = Path.Combine(path, "catalog.json");
        return File.Exists(catalog) && !File.Exists(Path.Combine(path, "collection.json")) ? catalog : Path.Combine(path, "collection.json");
    }

    sealed class Source(CatalogSource options)
    {
        public CatalogSource Options => options;
        public string Location => options.Location;
        public bool IsRemote { get; } = LocationPolicy.IsRemote(options.Location);
        public SemaphoreSlim Gate { get; } = new(1);
        public volatile State State = new(null, []);
    }

    /// <summary>What a source last gave, and when; null for never.</summary>
    sealed record State(DateTimeOffset? Stamp, IReadOnlyList<CollectionSource> Collections);
}
