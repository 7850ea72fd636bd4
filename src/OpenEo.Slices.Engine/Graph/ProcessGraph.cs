using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>A parsed process graph: nodes in an order in which every node comes after those it refers to.</summary>
public sealed record ProcessGraph(ImmutableArray<Node> Nodes)
{
    /// <summary>The node whose value is the graph's; exactly one in a valid graph.</summary>
    public Node Result => Nodes.First(node => node.IsResult);

    /// <summary>What is not as openEO has it, but was clear, by the node that it is about: sentences.</summary>
    internal ImmutableArray<(string Node, string Message)> Notices { get; init; } = [];

    /// <summary>
    /// Parses the object under <c>process_graph</c>. Faults (wrong shapes, unknown
    /// references, cycles, no or two result nodes, too deep, too large) are added to
    /// <paramref name="faults"/>; the graph is null when it cannot be used at all. Ids without a namespace that are none of the engine's own belong to
    /// <paramref name="home"/>: the user's own processes, or the address that the graph came from.
    /// </summary>
    public static ProcessGraph? Parse(JsonElement json, IList<Fault> faults, string home = ProcessReferences.User) =>
        new ProcessGraphParser(faults, home).Parse(json, "", 0);
}
