using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// What collections that describe themselves badly are like, found out by a worker that looks at a few items and files. Each is asked once for each version of
/// the catalog; a client waits for that at most <c>Probes:Seconds</c> (default 3) and gets what is known, the next one gets it all.
/// </summary>
public sealed class CollectionProbes(Instant instant, IConfiguration configuration, ILogger<CollectionProbes> log)
{
    readonly ConcurrentDictionary<(string Id, string Location), Task<JsonObject?>> known = new();
    readonly TimeSpan patience = TimeSpan.FromSeconds(configuration.GetValue("Probes:Seconds", 3.0));

    /// <summary>The dimensions that the data suggest; null when the collection has its own, or nothing is known yet.</summary>
    public async Task<JsonObject?> FindAsync(CollectionSource collection, CancellationToken ct)
    {
        if (collection.Json.TryGetProperty("cube:dimensions", out var own) && own.ValueKind is JsonValueKind.Object && own.EnumerateObject().Any()) return null;
        var probe = known.GetOrAdd((collection.Id, collection.Location), _ => ProbeAsync(collection.Id));
        await Task.WhenAny(probe, Task.Delay(patience, ct));
        ct.ThrowIfCancellationRequested();
        return probe.IsCompletedSuccessfully ? await probe : null;
    }

    async Task<JsonObject?> ProbeAsync(string id)
    {
        try
        {
            return await instant.DescribeAsync(id, CancellationToken.None) is { ValueKind: JsonValueKind.Object } dimensions ? JsonObject.Create(dimensions) : null;
        }
        catch (Exception e) when (e is OpenEoException or ProcessGraphException or WorkerLostException)
        {
            log.LogWarning("The dimensions of collection {Collection} are not known: {Reason}", id, e.Message);
            return null;
        }
    }
}
