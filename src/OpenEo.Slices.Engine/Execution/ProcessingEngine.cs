using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Import;
using OpenEo.Slices.Engine.Rasters;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>How much of the machine a run may use.</summary>
public sealed record EngineOptions
{
    /// <summary>Bytes for blocks of all threads together. What a reader caches comes on top.</summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>Windows computed at one time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>The engine's front door: checks, plans and runs process graphs.</summary>
public sealed class ProcessingEngine(IRasterLibrary rasters, CollectionCatalog collections, StacDocuments documents, LocationPolicy policy, EngineOptions options)
{
    /// <summary>
    /// Every fault that shows without opening data: form, processes, parameters, ids of collections. <paramref name="process"/> is a process object,
    /// <c>{"process_graph": …, "parameters": […]}</c>.
    /// </summary>
    public Task<IReadOnlyList<Fault>> CheckAsync(JsonElement process, UserContext user, CancellationToken cancellation) => CheckAsync(process, user, collections, cancellation);

    /// <summary>The same without an engine, for services that leave everything that needs one to others.</summary>
    public static async Task<IReadOnlyList<Fault>> CheckAsync(JsonElement process, UserContext user, CollectionCatalog collections, CancellationToken cancellation)
    {
        var faults = new List<Fault>();
        if (Parse(process, user, faults).Graph is not { } graph) return faults;
        var known = await collections.ListAsync(cancellation);
        foreach (var node in graph.Nodes)
            if (node.Process == "load_collection" && node.Arguments.GetValueOrDefault("id") is Argument.Constant { Value: StringValue { Value: var id } } && !known.Any(collection => collection.Id == id))
                faults.Add(LoadCollection.Unknown(id, known) with { Node = node.Id });
        return faults;
    }

    /// <summary>Types the whole graph: finds STAC items, reads file headers where metadata is silent, compiles child graphs.</summary>
    /// <exception cref="ProcessGraphException">With every fault that was found.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Plan Plan(JsonElement process, UserContext user, IRunObserver? observer, CancellationToken cancellation)
    {
        var faults = new List<Fault>();
        var (graph, scope) = Parse(process, user, faults);
        if (graph is null || faults.Count > 0) throw new ProcessGraphException(faults);
        var evaluation = new Evaluation(new EvaluationServices(rasters, collections, documents, policy, user, observer, cancellation));
        var result = evaluation.Run(graph, scope);
        if (result is CallbackValue) throw new ProcessGraphException(new Fault("ProcessGraphInvalid", "The result of the graph is a process, which is no data.", graph.Result.Id));
        IReadOnlyList<Output> outputs = result is CubeValue && !evaluation.Outputs.Any(output => output.Value == result)
            ? [.. evaluation.Outputs, new Output(graph.Result.Id, result, null, ImmutableDictionary<string, Value>.Empty)]
            : [.. evaluation.Outputs];
        return new Plan(rasters, options, outputs, result);
    }

    static (ProcessGraph? Graph, ImmutableDictionary<string, Value> Scope) Parse(JsonElement process, UserContext user, List<Fault> faults)
    {
        var scope = ImmutableDictionary<string, Value>.Empty;
        if (process.ValueKind != JsonValueKind.Object || !process.TryGetProperty("process_graph", out var json) || json.ValueKind == JsonValueKind.Null)
        {
            faults.Add(new Fault("ProcessGraphMissing", "Invalid process specified. It doesn't contain a process graph."));
            return (null, scope);
        }
        var graph = ProcessGraph.Parse(json, faults);
        // Parameters of the process itself: outside a user-defined process nobody gives them a value, so only those with a default can be used.
        if (process.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Array)
            foreach (var parameter in parameters.EnumerateArray())
                if (parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && parameter.TryGetProperty("default", out var fallback))
                    scope = scope.SetItem(name.GetString()!, ValueJson.Read(fallback));
        if (graph is not null) GraphCheck.Check(graph, [.. scope.Keys], faults);
        return (graph, scope);
    }
}
