using System.Collections.Immutable;
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
