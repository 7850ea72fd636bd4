using System.Text.Json;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Running;

/// <summary>What the service itself says of a process graph: everything that shows without opening data. The rest is for the workers.</summary>
public sealed class GraphChecker(CollectionCatalog collections)
{
    /// <summary>Every fault; empty for a sound graph.</summary>
    public Task<IReadOnlyList<Fault>> CheckAsync(JsonElement process, CancellationToken ct) => ProcessingEngine.CheckAsync(process, collections, ct);
}
