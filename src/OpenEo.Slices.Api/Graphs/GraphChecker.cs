using System.Text.Json;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>What the service itself says of a process graph: everything that shows without opening data. The rest is for the workers.</summary>
sealed class GraphChecker(CollectionCatalog collections, UserContexts users, ValidationSettings settings)
{
    /// <summary>
    /// Every fault, none for a sound graph, and what the graph was checked with. <paramref name="userId"/> is null for somebody who is not logged in.
    /// </summary>
    public async Task<(IReadOnlyList<Fault> Faults, UserContext User)> CheckAsync(string? userId, JsonElement process, CancellationToken ct)
    {
        if (Excess(userId, process) is { } excess) return ([excess], UserContext.Nobody);
        var user = await users.OpenAsync(userId, process, ct);
        return ([.. await ProcessingEngine.CheckAsync(process, user, collections, ct), .. DefaultOptions.Check(process)], user);
    }

    /// <summary>
    /// Every fault of a process that others will call, what is no fault, and what it was checked with. With <paramref name="id"/>, the name that it is stored
    /// under, it must not lead back to itself.
    /// </summary>
    public async Task<(IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Warnings, UserContext User)> CheckDefinitionAsync(string? userId, string? id,
        JsonElement process, CancellationToken ct)
    {
        if (Excess(userId, process) is { } excess) return ([excess], [], UserContext.Nobody);
        var user = await users.OpenAsync(userId, process, ct);
        var faults = await ProcessingEngine.CheckDefinitionAsync(process, id, user, collections, ct);
        return ([.. faults, .. DefaultOptions.Check(process)], ProcessingEngine.Warnings(process, user), user);
    }

    // Before anything is looked up for it.
    Fault? Excess(string? userId, JsonElement process) => GraphSize.Of(process).Excess(userId is null ? settings.StrangersNodes : GraphSize.MaximumNodes);
}
