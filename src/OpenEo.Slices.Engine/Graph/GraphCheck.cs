using System.Collections.Immutable;
using OpenEo.Slices.Engine.Processes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// What can be said of a graph without opening any data: processes exist, parameters are known, required ones are given, constants have the right type,
/// parameters in scope. Runs before every evaluation and, alone, wherever a graph is stored.
/// </summary>
public static class GraphCheck
{
    /// <summary>Adds every fault of a graph and its child graphs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">Names that <c>from_parameter</c> may use.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="path">Prefix for node ids.</param>
    public static void Check(ProcessGraph graph, ImmutableHashSet<string> scope, IList<Fault> faults, string path = "")
    {
        foreach (var node in graph.Nodes)
        {
            var place = path + node.Id;
            if (node.Namespace is not (null or "" or "backend") || ProcessCatalog.Find(node.Process) is not { } process)
            {
                faults.Add(Unknown(node, place));
                foreach (var (name, argument) in node.Arguments) CheckArgument(argument, name, scope, faults, place);
                continue;
            }
            CheckCall(node, process.Definition, scope, faults, place);
        }
    }

    static void CheckCall(Node node, ProcessDefinition definition, ImmutableHashSet<string> scope, IList<Fault> faults, string place)
    {
        var known = definition.Parameters.ToDictionary(parameter => parameter.Name);
        foreach (var (name, argument) in node.Arguments)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                faults.Add(new Fault("ProcessParameterUnsupported", $"Process '{node.Process}' does not support parameter '{name}'. It has: {string.Join(", ", known.Keys)}.", place, name)
                {
                    Details = new Dictionary<string, string> { ["process"] = node.Process, ["parameter"] = name },
                });
                continue;
            }
            var inner = parameter.Schema.CallbackParameters is { } names ? scope.Union(names) : scope;
            CheckArgument(argument, name, inner, faults, place);
            if (argument is Argument.Constant constant && !(parameter.Optional && constant.Value == parameter.Default) && parameter.Schema.Mismatch(constant.Value) is { } reason)
                faults.Add(Arguments.InvalidFault(node.Process, name, reason) with { Node = place });
            if (argument is Argument.Child && parameter.Schema.CallbackParameters is null && parameter.Schema.Mismatch(new CallbackValue(((Argument.Child)argument).Graph, ImmutableDictionary<string, Value>.Empty, place)) is { } misplaced)
                faults.Add(Arguments.InvalidFault(node.Process, name, misplaced) with { Node = place });
        }
        foreach (var missing in definition.Parameters.Where(parameter => !parameter.Optional && !node.Arguments.ContainsKey(parameter.Name)))
            faults.Add(new Fault("ProcessParameterRequired", $"Process '{node.Process}' parameter '{missing.Name}' is required.", place, missing.Name)
            {
                Details = new Dictionary<string, string> { ["process"] = node.Process, ["parameter"] = missing.Name },
            });
    }

    static void CheckArgument(Argument argument, string name, ImmutableHashSet<string> scope, IList<Fault> faults, string place)
    {
        switch (argument)
        {
            case Argument.FromParameter reference when !scope.Contains(reference.Name):
                faults.Add(new Fault("ProcessGraphInvalid", $"Parameter '{name}' of node '{place}' refers to the parameter '{reference.Name}', which is not defined here"
                    + (scope.IsEmpty ? "." : $"; known are: {string.Join(", ", scope.Order(StringComparer.Ordinal))}."), place, name));
                break;
            case Argument.List list:
                foreach (var item in list.Items) CheckArgument(item, name, scope, faults, place);
                break;
            case Argument.Map map:
                foreach (var member in map.Members.Values) CheckArgument(member, name, scope, faults, place);
                break;
            case Argument.Child child:
                Check(child.Graph, scope, faults, $"{place}.{name}.");
                break;
        }
    }

    static Fault Unknown(Node node, string place)
    {
        var space = node.Namespace is null or "" ? "backend" : node.Namespace;
        var hint = space == "backend" && ProcessCatalog.Suggest(node.Process) is { } near ? $" Did you mean '{near}'?" : "";
        return new Fault("ProcessUnsupported", $"Process with identifier '{node.Process}' is not available in namespace '{space}'.{hint}", place)
        {
            Details = new Dictionary<string, string> { ["process"] = node.Process, ["namespace"] = space },
        };
    }
}
