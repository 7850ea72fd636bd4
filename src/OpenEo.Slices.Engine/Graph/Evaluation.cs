using System.Collections.Concurrent;
using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// The one typing pass: evaluates a graph node by node. Scalars get their value, cubes become lazy and typed, child graphs are compiled; no pixel is read.
/// A node that fails does not stop the others, so that every fault is reported at once; nodes that depend on it are left out silently.
/// </summary>
public sealed class Evaluation(EvaluationServices services)
{
    // A process that calls another one twice, which calls a third one twice, and so on: small graphs can mean a lot.
    const int MaximumCalls = 100_000;

    // A child process that is handed to itself (as `context`, or as an argument of a user-defined process) would go on for ever, and take the stack with it.
    // What the parser and GraphCheck let through otherwise is less deep.
    const int MaximumDepth = 400;

    readonly ConcurrentDictionary<(string Node, string Message), bool> told = [];
    string node = "";
    int invoked, depth;

    /// <summary>Where data and coordinate systems come from.</summary>
    public EvaluationServices Services => services;

    /// <summary>What <c>save_result</c> nodes promised so far, in graph order.</summary>
    public IList<Output> Outputs { get; } = [];

    /// <summary>What is to be copied to workspaces, in graph order.</summary>
    public IList<Export> Exports { get; } = [];

    /// <summary>The node that is being evaluated, with its place in child graphs.</summary>
    public string Node => node;

    /// <summary>The value of a graph's result node.</summary>
    /// <param name="graph">A graph that passed <see cref="GraphCheck"/>.</param>
    /// <param name="scope">Parameters that <c>from_parameter</c> may name.</param>
    /// <param name="path">Prefix for node ids in faults: empty, or <c>reduce1.reducer.</c> for a child.</param>
    /// <exception cref="ProcessGraphException">With every fault that was met.</exception>
    public Value Run(ProcessGraph graph, ImmutableDictionary<string, Value> scope, string path = "")
    {
        if (depth >= MaximumDepth)
            throw new ProcessGraphException(
                new Fault(FaultCodes.ProcessGraphComplexity,
                    $"Processes call each other more than {MaximumDepth} levels deep; a child process may have been handed to itself."));
        depth++;
        try
        {
            return RunNodes(graph, scope, path);
        }
        finally
        {
            depth--;
        }
    }

    /// <summary>
    /// The faults that show in the data of a graph that has others already: nodes with known faults, and what depends on them, are left out.
    /// </summary>
    public IReadOnlyList<Fault> FaultsBeside(IReadOnlyList<Fault> known, ProcessGraph graph, ImmutableDictionary<string, Value> scope)
    {
        var faults = new List<Fault>();
        var sound = graph.Nodes.Where(call => !known.Any(fault => fault.Node is { } place
            && (place == call.Id || place.StartsWith(call.Id + ".", StringComparison.Ordinal))));
        RunNodes(graph with { Nodes = [.. sound] }, scope, "", faults);
        return faults;
    }

    Value RunNodes(ProcessGraph graph, ImmutableDictionary<string, Value> scope, string path)
    {
        var faults = new List<Fault>();
        var values = RunNodes(graph, scope, path, faults);
        return faults.Count == 0 ? values[graph.Result.Id] : throw new ProcessGraphException(faults);
    }

    // What depends on a node that failed is not looked at: it would fail for no reason of its own.
    Dictionary<string, Value> RunNodes(ProcessGraph graph, ImmutableDictionary<string, Value> scope, string path, List<Fault> faults)
    {
        var values = new Dictionary<string, Value>();
        foreach (var call in graph.Nodes)
        {
            services.Cancellation.ThrowIfCancellationRequested();
            if (call.Arguments.Values.SelectMany(argument => argument.References).Any(reference => !values.ContainsKey(reference))) continue;
            var outer = node;
            try
            {
                node = path + call.Id;
                foreach (var notice in graph.Notices.Where(notice => notice.Node == call.Id)) Warn(notice.Message);
                values[call.Id] = Invoke(call, values, scope);
            }
            catch (ProcessGraphException failure)
            {
                faults.AddRange(failure.Faults.Select(fault => fault with { Node = fault.Node ?? path + call.Id }));
            }
            catch (RasterException failure)
            {
                // Of coordinates and not of a file: files of sources say themselves which they are.
                faults.Add(new Fault(FaultCodes.DataUnreadable, ServerPaths.Hide(failure.Message), path + call.Id) { IsClients = true });
            }
            finally
            {
                node = outer;
            }
        }
        return values;
    }

    /// <summary>The value of a child process for given parameters; what they do not name is looked up where the child stands.</summary>
    public Value Call(CallbackValue callback, params ReadOnlySpan<(string Name, Value Value)> parameters)
    {
        var scope = callback.Scope;
        foreach (var (name, value) in parameters) scope = scope.SetItem(name, value);
        return Run(callback.Graph, scope, callback.Path + ".");
    }

    /// <summary>The value of a user-defined process for these arguments. Its graph sees nothing else.</summary>
    internal Value Enter(UserDefinedProcess process, ImmutableDictionary<string, Value> arguments) =>
        Run(process.Graph, arguments, $"{node}.{process.Reference.Id}.");

    Value Invoke(Node call, Dictionary<string, Value> values, ImmutableDictionary<string, Value> scope)
    {
        if (++invoked > MaximumCalls)
            throw new ProcessGraphException(
                new Fault(FaultCodes.ProcessGraphComplexity, $"The graph, with the user-defined processes that it calls, has more than {MaximumCalls} calls."));
        var process = services.User.Find(call.Process, call.Namespace)!;
        var definition = process.Definition;
        var arguments = ImmutableDictionary.CreateBuilder<string, Value>();
        foreach (var parameter in definition.Parameters)
        {
            var value = call.Arguments.TryGetValue(parameter.Name, out var argument) ? Resolve(argument, parameter.Name, values, scope) : parameter.Default;
            if (parameter.MayBeLeftOut && argument is null)
                Warn($"'{parameter.Name}' of '{call.Process}' is left out, though it is required; it is taken as null.");
            (value, var told) = Leniency.Take(call.Process, parameter, value);
            if (told is not null) Warn(told);
            var mayBeDefault = parameter.Optional && value == parameter.Default;
            if (!mayBeDefault && parameter.Schema.Mismatch(value) is { } reason)
                throw new ProcessGraphException(Arguments.InvalidFault(call.Process, parameter.Name, reason));
            arguments[parameter.Name] = value;
        }
        foreach (var (name, argument) in call.Arguments)
            if (Leniency.Ignored(process, name, argument) is { } ignored) Warn(ignored);
        return process.Invoke(new Arguments(call.Process, arguments.ToImmutable()), this);
    }

    /// <summary>
    /// Tells what was taken for something else than it says, of the node that is being evaluated: once, however often its child graph is called.
    /// </summary>
    internal void Warn(string message)
    {
        if (told.TryAdd((node, message), true)) services.Log?.Log(LogSeverity.Warning, message, node is { Length: > 0 } ? node : null);
    }

    Value Resolve(Argument argument, string parameter, Dictionary<string, Value> values, ImmutableDictionary<string, Value> scope) => argument switch
    {
        Argument.Constant constant => constant.Value,
        Argument.FromNode reference => values[reference.Node],
        Argument.FromParameter reference => scope.TryGetValue(reference.Name, out var value)
            ? value
            : throw new ProcessGraphException(
                new Fault(FaultCodes.ProcessParameterRequired, $"The parameter '{reference.Name}' has no value here.", null, parameter)),
        Argument.List list => new ArrayValue([.. list.Items.Select(item => Resolve(item, parameter, values, scope))]),
        Argument.Map map =>
            new ObjectValue(map.Members.ToImmutableSortedDictionary(member => member.Key, member => Resolve(member.Value, parameter, values, scope),
                StringComparer.Ordinal)),
        Argument.Child child => new CallbackValue(child.Graph, scope, $"{node}.{parameter}"),
        _ => throw new InvalidOperationException($"Unknown argument {argument}."),
    };
}
