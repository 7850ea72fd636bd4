using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Running;

/// <summary>What a user's graph may refer to, as it is handed to a worker, which looks up nothing itself.</summary>
/// <param name="UserId">The user; null for somebody who is not logged in.</param>
/// <param name="Processes">The processes that it calls.</param>
/// <param name="Unavailable">Those that could not be had, and why.</param>
/// <param name="Files">The user's files: their paths, and where the worker finds them.</param>
/// <param name="Results">Results of the user's jobs: their addresses, and their items with assets where the worker finds them.</param>
/// <param name="Workspaces">Ids of the workspaces that he may export to.</param>
sealed record HandedContext(string? UserId, IReadOnlyList<HandedContext.Callable> Processes, IReadOnlyList<HandedContext.Missing> Unavailable,
    IReadOnlyDictionary<string, string> Files, IReadOnlyDictionary<string, JsonElement> Results, IReadOnlyList<string> Workspaces)
{
    /// <summary>A process of this namespace and id.</summary>
    public sealed record Callable(string Namespace, string Id, JsonElement Json);

    /// <summary>Why there is no such process.</summary>
    public sealed record Missing(string Namespace, string Id, string Reason);

    /// <summary>Of a context of this service, for the worker that has the slot.</summary>
    public static HandedContext Of(UserContext user, WorkerSlot slot) => new(
        user.UserId,
        [.. user.Processes.Select(process => new Callable(process.Key.Namespace, process.Key.Id, process.Value.Json))],
        [.. user.Unavailable.Select(process => new Missing(process.Key.Namespace, process.Key.Id, process.Value))],
        slot.Lend(user.Files),
        user.Results.ToDictionary(result => result.Key, result => Lent(result.Value, slot)),
        user.Workspaces);

    static JsonElement Lent(JsonElement items, WorkerSlot slot)
    {
        var json = JsonNode.Parse(items.GetRawText())!;
        foreach (var asset in json["features"]!.AsArray().SelectMany(item => item!["assets"]!.AsObject()))
            asset.Value!["href"] = slot.Lend((string)asset.Value["href"]!);
        return JsonSerializer.SerializeToElement(json);
    }

    /// <summary>The context for the engine.</summary>
    public UserContext Open() => new UserContext(UserId) with
    {
        Processes = Processes.Select(process => UserDefinedProcess.Read(new ProcessReference(process.Namespace, process.Id), process.Json, []))
            .OfType<UserDefinedProcess>().ToImmutableDictionary(process => process.Reference),
        Unavailable = Unavailable.ToImmutableDictionary(process => new ProcessReference(process.Namespace, process.Id), process => process.Reason),
        Files = Files,
        Results = Results,
        Workspaces = Workspaces,
    };
}
