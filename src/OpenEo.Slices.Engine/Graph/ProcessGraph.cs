using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>An argument as it stands in the graph, before evaluation.</summary>
public abstract record Argument
{
    /// <summary>A JSON value without references.</summary>
    public sealed record Constant(Value Value) : Argument;

    /// <summary><c>{"from_node": id}</c>.</summary>
    public sealed record FromNode(string Node) : Argument;

    /// <summary><c>{"from_parameter": name}</c>.</summary>
    public sealed record FromParameter(string Name) : Argument;

    /// <summary>An array that holds references somewhere.</summary>
    public sealed record List(ImmutableArray<Argument> Items) : Argument;

    /// <summary>An object that holds references somewhere.</summary>
    public sealed record Map(ImmutableSortedDictionary<string, Argument> Members) : Argument;

    /// <summary><c>{"process_graph": {…}}</c>: a child process.</summary>
    public sealed record Child(ProcessGraph Graph) : Argument;

    /// <summary>Nodes that must be evaluated before this argument.</summary>
    public IEnumerable<string> References => this switch
    {
        FromNode reference => [reference.Node],
        List list => list.Items.SelectMany(item => item.References),
        Map map => map.Members.Values.SelectMany(member => member.References),
        _ => [],
    };
}

/// <summary>A call of a process. <paramref name="Namespace"/> is null for what has the name of one of the engine's own, unless the user named it.</summary>
public sealed record Node(string Id, string Process, string? Namespace, ImmutableSortedDictionary<string, Argument> Arguments, bool IsResult);

/// <summary>A parsed process graph: nodes in an order in which every node comes after those it refers to.</summary>
public sealed record ProcessGraph(ImmutableArray<Node> Nodes)
{
    /// <summary>The node whose value is the graph's; exactly one in a valid graph.</summary>
    public Node Result => Nodes.First(node => node.IsResult);

    /// <summary>
    /// Parses the object under <c>process_graph</c>. Faults (wrong shapes, unknown references, cycles, no or two result nodes, too deep, too large) are added
    /// to
    /// <paramref name="faults"/>; the graph is null when it cannot be used at all. Ids without a namespace that are none of the engine's own belong to
    /// <paramref name="home"/>: the user's own processes, or the address that the graph came from.
    /// </summary>
    public static ProcessGraph? Parse(JsonElement json, IList<Fault> faults, string home = ProcessReferences.User) =>
        new ProcessGraphParser(faults, home).Parse(json, "", 0);
}
