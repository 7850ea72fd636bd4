using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// What can be said of a graph without opening any data: processes exist, parameters are known, required ones are given, constants have the right type,
/// parameters in scope, no user-defined process calls itself. Runs before every evaluation and, alone, wherever a graph is stored.
/// </summary>
sealed class GraphCheck
{
    readonly UserContext user;
    readonly IList<Fault> faults;
    readonly Dictionary<UserDefinedProcess, int> levels = [];
    readonly List<ProcessReference> chain = [];

    // How many levels of user-defined processes there are below the graph that is being looked at.
    int below;
    bool tooDeep;

    GraphCheck(UserContext user, IList<Fault> faults) => (this.user, this.faults) = (user, faults);

    /// <summary>Adds every fault of a graph, its child graphs and the user-defined processes that it calls.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">Names that <c>from_parameter</c> may use.</param>
    /// <param name="user">Whose graph it is.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="within">The user-defined process whose graph it is, when it is one: nothing may lead back to it.</param>
    public static void Check(ProcessGraph graph, ImmutableHashSet<string> scope, UserContext user, IList<Fault> faults, ProcessReference? within = null)
    {
        var check = new GraphCheck(user, faults);
        if (within is not null) check.chain.Add(within);
        check.Check(graph, scope, "");
    }

    // A scope of null is that of a child process whose parameters the user-defined process does not declare: any name may be one of them.
    void Check(ProcessGraph graph, ImmutableHashSet<string>? scope, string path)
    {
        foreach (var node in graph.Nodes)
        {
            var place = path + node.Id;
            var process = user.Find(node.Process, node.Namespace);
            var reference = (process as UserDefinedProcess)?.Reference ?? new ProcessReference(node.Namespace ?? "", node.Process);
            if (chain.IndexOf(reference) is >= 0 and var start)
            {
                faults.Add(
                    new Fault(FaultCodes.ProcessGraphInvalid,
                        $"The process '{node.Process}' calls itself: {string.Join(" → ", chain.Skip(start).Append(chain[start]).Select(link => link.Id))}.",
                        place));
                continue;
            }
            if (process is not null) CheckCall(node, process, scope, place);
            else
            {
                faults.Add(Unknown(node, place));
                foreach (var (name, argument) in node.Arguments) CheckArgument(argument, name, scope, place);
            }
        }
    }

    void CheckCall(Node node, Process process, ImmutableHashSet<string>? scope, string place)
    {
        var known = process.Definition.Parameters.ToDictionary(parameter => parameter.Name);
        foreach (var (name, argument) in node.Arguments)
        {
            if (known.TryGetValue(name, out var parameter))
            {
                CheckArgument(argument, name, InnerScope(process, parameter, argument, scope), place);
                CheckType(argument, parameter, node, place);
            }
            else if (Leniency.Ignored(process, name, argument) is null)
            {
                faults.Add(new Fault(FaultCodes.ProcessParameterUnsupported,
                    $"Process '{node.Process}' does not support parameter '{name}'. It has: {Names.List(known.Keys)}.", place, name)
                {
                    Details = new Dictionary<string, string> { ["process"] = node.Process, ["parameter"] = name },
                });
            }
        }
        foreach (var missing in process.Definition.Parameters.Where(
            parameter => !parameter.Optional && !parameter.MayBeLeftOut && !node.Arguments.ContainsKey(parameter.Name)))
            faults.Add(new Fault(FaultCodes.ProcessParameterRequired, $"Process '{node.Process}' parameter '{missing.Name}' is required.", place, missing.Name)
            {
                Details = new Dictionary<string, string> { ["process"] = node.Process, ["parameter"] = missing.Name },
            });
        if (process is UserDefinedProcess defined) CheckDefined(defined, place);
    }

    void CheckType(Argument argument, Parameter parameter, Node node, string place)
    {
        var value = argument switch
        {
            Argument.Constant constant when !(parameter.Optional && constant.Value == parameter.Default) => constant.Value,
            Argument.Child child when parameter.Schema.CallbackParameters is null =>
                new CallbackValue(child.Graph, ImmutableDictionary<string, Value>.Empty, place),
            _ => null,
        };
        if (value is not null && parameter.Schema.Mismatch(Leniency.Take(node.Process, parameter, value).Value) is { } reason)
            faults.Add(Arguments.InvalidFault(node.Process, parameter.Name, reason) with { Node = place });
    }

    static ImmutableHashSet<string>? InnerScope(Process process, Parameter parameter, Argument argument, ImmutableHashSet<string>? scope)
    {
        if (parameter.Schema.InnerParameters is { } names) return scope?.Union(names);
        return process is UserDefinedProcess && argument is Argument.Child ? null : scope;
    }

    // Each once: what is wrong in it is wrong wherever it is called. How deep it leads counts at each call, though.
    void CheckDefined(UserDefinedProcess process, string place)
    {
        if (!levels.TryGetValue(process, out var inner) && chain.Count < UserDefinedProcess.MaximumDepth)
        {
            var outer = below;
            below = 0;
            chain.Add(process.Reference);
            Check(process.Graph, process.Scope, $"{place}.{process.Reference.Id}.");
            chain.RemoveAt(chain.Count - 1);
            levels[process] = inner = below;
            below = outer;
        }
        below = Math.Max(below, inner + 1);
        if (tooDeep || chain.Count + inner + 1 <= UserDefinedProcess.MaximumDepth) return;
        tooDeep = true;
        faults.Add(
            new Fault(FaultCodes.ProcessGraphComplexity,
                $"User-defined processes call each other more than {UserDefinedProcess.MaximumDepth} levels deep.", place));
    }

    void CheckArgument(Argument argument, string name, ImmutableHashSet<string>? scope, string place)
    {
        switch (argument)
        {
            case Argument.FromParameter reference when scope is not null && !scope.Contains(reference.Name):
                faults.Add(
                    new Fault(FaultCodes.ProcessGraphInvalid,
                        $"Parameter '{name}' of node '{place}' refers to the parameter '{reference.Name}', which is not defined here"
                    + (scope.IsEmpty ? "." : $"; known are: {Names.List(scope.Order(StringComparer.Ordinal))}."), place, name));
                break;
            case Argument.List list:
                foreach (var item in list.Items) CheckArgument(item, name, scope, place);
                break;
            case Argument.Map map:
                foreach (var member in map.Members.Values) CheckArgument(member, name, scope, place);
                break;
            case Argument.Child child:
                Check(child.Graph, scope, $"{place}.{name}.");
                break;
        }
    }

    Fault Unknown(Node node, string place)
    {
        var space = node.Namespace is null or "" ? "backend" : node.Namespace;
        var hint = (space is "backend" or ProcessReferences.User) && ProcessCatalog.Suggest(node.Process) is { } near && near != node.Process
            ? $" Did you mean '{near}'?"
            : space is ProcessReferences.User && user.UserId is null ? " Log in to use processes of your own." : "";
        if (user.Unavailable.TryGetValue(new(space, node.Process), out var reason)) hint = $" {reason}";
        if (space is not ("backend" or ProcessReferences.User)) return Unresolved(node, space, reason, place);
        return new Fault(FaultCodes.ProcessUnsupported, $"Process with identifier '{node.Process}' is not available in namespace '{space}'.{hint}", place)
        {
            Details = new Dictionary<string, string> { ["process"] = node.Process, ["namespace"] = space },
        };
    }

    // The code and message that the extension "Remote Process Definition" asks for.
    static Fault Unresolved(Node node, string space, string? reason, string place)
    {
        reason ??= LocationPolicy.IsHttp(space) ? $"there is no process '{node.Process}' at this address"
            : "it is neither 'backend' nor 'user' nor an http(s) address";
        return new Fault(FaultCodes.ProcessNamespaceInvalid,
            $"The value passed for namespace '{space}' in process '{node.Process}' is invalid: {reason.TrimEnd('.')}.", place)
        {
            Details = new Dictionary<string, string> { ["process"] = node.Process, ["namespace"] = space, ["reason"] = reason },
        };
    }
}
