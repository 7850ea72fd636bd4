using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Catalog;

/// <summary>
/// What collections that describe themselves badly are like, found out by a worker that looks at a few items and files. Each is asked again when its document
/// changes, and a minute after it could not be asked. A client waits for that at most <c>Probes:Seconds</c> and gets what is known, the next one gets
/// it all.
/// </summary>
sealed class CollectionProbes(SyncLane lane, TimeProvider clock, ProbeSettings settings, ILogger<CollectionProbes> log)
{
    static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    readonly Dictionary<(string Id, string Location), Probe> known = [];
    readonly TimeSpan patience = TimeSpan.FromSeconds(settings.Seconds);

    /// <summary>One look at a collection.</summary>
    /// <param name="Collection">As it describes itself.</param>
    /// <param name="Before">What an earlier look has found.</param>
    /// <param name="Found">What this one finds; null when it fails.</param>
    /// <param name="Since">When it began.</param>
    sealed record Probe(CollectionSource Collection, JsonObject? Before, Task<JsonObject?> Found, DateTimeOffset Since)
    {
        public JsonObject? Best => Result ?? Before;

        public bool HasFailed => Found.IsCompleted && Result is null;

        JsonObject? Result => Found.IsCompletedSuccessfully ? Found.Result : null;
    }

    /// <summary>The dimensions that the data suggest; null when the collection has its own, or nothing is known yet.</summary>
    public async Task<JsonObject?> FindAsync(CollectionSource collection, CancellationToken ct)
    {
        if (collection.Json.TryGetProperty("cube:dimensions", out var own) && own.ValueKind is JsonValueKind.Object && own.EnumerateObject().Any()) return null;
        var probe = Look(collection);
        await Task.WhenAny(probe.Found, Task.Delay(patience, ct));
        ct.ThrowIfCancellationRequested();
        return probe.Best;
    }

    Probe Look(CollectionSource collection)
    {
        var (key, now) = ((collection.Id, collection.Location), clock.GetUtcNow());
        lock (known)
        {
            if (known.GetValueOrDefault(key) is not { } last) return known[key] = new Probe(collection, null, Ask(), now);
            // The same object until its source is read again; then, mostly, the same text.
            var isSame = ReferenceEquals(last.Collection, collection) || JsonElement.DeepEquals(last.Collection.Json, collection.Json);
            if (!isSame || last.HasFailed && now - last.Since > Retry) last = new Probe(collection, last.Best, Ask(), now);
            return known[key] = last with { Collection = collection };
        }

        Task<JsonObject?> Ask() => Task.Run(() => ProbeAsync(collection.Id));
    }

    async Task<JsonObject?> ProbeAsync(string id)
    {
        try
        {
            return await lane.DescribeAsync(id, CancellationToken.None) is { ValueKind: JsonValueKind.Object } dimensions
                ? JsonObject.Create(dimensions) : null;
        }
        catch (Exception e) when (e is OpenEoException or ProcessGraphException or WorkerLostException)
        {
            log.LogWarning("The dimensions of collection {Collection} are not known: {Reason}", id, e.Message);
            return null;
        }
    }
}
