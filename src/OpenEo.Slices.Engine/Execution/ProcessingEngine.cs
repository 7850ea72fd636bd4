using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>The engine's front door: checks, plans and runs process graphs.</summary>
public sealed class ProcessingEngine(IRasterLibrary rasters, CollectionCatalog collections, StacDocuments documents, LocationPolicy policy,
    EngineOptions options)
{
    /// <summary>
    /// Every fault that shows without opening data: form, processes, parameters, ids of collections. <paramref name="process"/> is a process object,
    /// <c>{"process_graph": …, "parameters": […]}</c>, that is to be computed as it is: parameters need a default.
    /// </summary>
    public static async Task<IReadOnlyList<Fault>> CheckAsync(JsonElement process, UserContext user, CollectionCatalog collections,
        CancellationToken cancellation)
    {
        if (GraphSize.Of(process).Excess() is { } excess) return [excess];
        var faults = new FaultList();
        if (Parse(process, user, faults).Graph is not { } graph) return faults.Close();
        await CheckCallsAsync(graph, new CallContext(user, collections, RunsNow: true), faults, cancellation);
        return faults.Close();
    }

    /// <summary>
    /// The same for a process that is to be called by others: its parameters get their values then, and its metadata counts. With <paramref name="id"/>, the
    /// name under which the user stores it, it must not lead back to itself.
    /// </summary>
    public static async Task<IReadOnlyList<Fault>> CheckDefinitionAsync(JsonElement process, string? id, UserContext user, CollectionCatalog collections,
        CancellationToken cancellation)
    {
        if (GraphSize.Of(process).Excess() is { } excess) return [excess];
        var faults = new FaultList();
        if (process.TryGetProperty("id", out var own) && own.ValueKind is not JsonValueKind.Null
            && !(own.ValueKind is JsonValueKind.String && UserDefinedProcess.IsId(own.GetString()!)))
            faults.Add(new Fault(FaultCodes.ProcessInvalid, "The 'id' of a process has letters, digits, underscores and hyphens only."));
        var reference = new ProcessReference(ProcessReferences.User, id ?? "");
        if (UserDefinedProcess.ReadLeniently(reference, process, faults) is not { } defined) return faults.Close();
        GraphCheck.Check(defined.Graph, defined.Scope, user, faults, id is null ? null : reference);
        await CheckCallsAsync(defined.Graph, new CallContext(user, collections, RunsNow: false), faults, cancellation);
        return faults.Close();
    }

    /// <summary>What is no fault, but probably not meant either; none for a graph that cannot be read.</summary>
    public static IReadOnlyList<Fault> Warnings(JsonElement process, UserContext user) =>
        process.TryGetProperty("process_graph", out var json) && ProcessGraph.Parse(json, []) is { } graph
            ? FaultList.Warnings(UserDefinedProcess.Notices(process).Concat(GraphWarnings.Of(graph, user))) : [];

    static async Task CheckCallsAsync(ProcessGraph graph, CallContext context, FaultList faults, CancellationToken cancellation)
    {
        foreach (var node in graph.Nodes)
            if (context.User.Find(node.Process, node.Namespace) is { } process)
                faults.AddRange((await process.CheckAsync(node, context, cancellation)).Select(fault => fault with { Node = node.Id }));
    }

    /// <summary>Types the whole graph: finds STAC items, reads file headers where metadata is silent, compiles child graphs.</summary>
    /// <param name="process">The process object.</param>
    /// <param name="user">Whose processes and files count.</param>
    /// <param name="observer">Hears what is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="share">How much of the machine this run may use; null: as much as any.</param>
    /// <exception cref="ProcessGraphException">With every fault that was found.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Plan Plan(JsonElement process, UserContext user, IRunObserver? observer, CancellationToken cancellation, EngineOptions? share = null)
    {
        if (GraphSize.Of(process).Excess() is { } excess) throw new ProcessGraphException(excess);
        var faults = new FaultList();
        var (graph, scope) = Parse(process, user, faults);
        if (graph is null || faults.Any(fault => fault.Node is null)) throw new ProcessGraphException(faults.Close());
        rasters.Refresh(cancellation);
        var evaluation = new Evaluation(new EvaluationServices(rasters, collections, documents, policy, user, observer, cancellation));
        if (faults.Count > 0)
        {
            faults.AddRange(evaluation.FaultsBeside([.. faults], graph, scope));
            throw new ProcessGraphException(faults.Close());
        }
        var result = evaluation.Run(graph, scope);
        if (result is CallbackValue)
            throw new ProcessGraphException(
                new Fault(FaultCodes.ProcessGraphInvalid, "The result of the graph is a process, which is no data.", graph.Result.Id));
        IReadOnlyList<Output> outputs = result is CubeValue && !evaluation.Outputs.Any(output => output.Value == result)
            ? [.. evaluation.Outputs, new Output(graph.Result.Id, graph.Result.Process, result, null, ImmutableDictionary<string, Value>.Empty)]
            : [.. evaluation.Outputs];
        return new Plan(rasters, share ?? options, outputs, result, observer, [.. evaluation.Exports]) { Graph = TextOf(process, user) };
    }

    // With all that it calls, whose meaning may change under the same name.
    static string TextOf(JsonElement process, UserContext user) => string.Join('\n', user.Processes
        .OrderBy(called => $"{called.Key.Namespace} {called.Key.Id}", StringComparer.Ordinal)
        .Select(called => $"{called.Key.Namespace} {called.Key.Id} {called.Value.Json.GetRawText()}").Prepend(process.GetRawText()));

    static (ProcessGraph? Graph, ImmutableDictionary<string, Value> Scope) Parse(JsonElement process, UserContext user, FaultList faults)
    {
        var scope = ImmutableDictionary<string, Value>.Empty;
        if (process.ValueKind != JsonValueKind.Object || !process.TryGetProperty("process_graph", out var json) || json.ValueKind == JsonValueKind.Null)
        {
            faults.Add(new Fault(FaultCodes.ProcessGraphMissing, "Invalid process specified. It doesn't contain a process graph."));
            return (null, scope);
        }
        var graph = ProcessGraph.Parse(json, faults);
        // Parameters of the process itself: outside a user-defined process nobody gives them a value, so only those with a default can be used.
        foreach (var parameter in UserDefinedProcess.ReadParameters(process, []).Where(parameter => parameter.Optional))
            scope = scope.SetItem(parameter.Name, parameter.Default);
        if (graph is not null) GraphCheck.Check(graph, [.. scope.Keys], user, faults);
        return (graph, scope);
    }
}
