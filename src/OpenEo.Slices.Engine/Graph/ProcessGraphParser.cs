using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Reads a process graph from JSON and says everything that is wrong with its form at once.</summary>
sealed class ProcessGraphParser(IList<Fault> faults, string home)
{
    /// <summary>Deeper child graphs than these are refused: each level is a stack frame of everything that follows.</summary>
    internal const int MaximumDepth = 24;

    readonly List<(string Path, string Node, string Message)> notices = [];
    int count;

    public ProcessGraph? Parse(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Reject(path, $"A process graph is a JSON object of nodes, not {json.ValueKind.ToString().ToLowerInvariant()}.");
        if (depth > MaximumDepth) return Reject(path, $"Child processes are nested deeper than {MaximumDepth} levels.");
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var ids = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
        {
            if (++count > GraphSize.MaximumNodes) return Reject(path, $"The process graph has more than {GraphSize.MaximumNodes} nodes.");
            if (!ids.Add(member.Name)) Reject(path + member.Name, $"Two nodes are called '{member.Name}'.");
            else if (ParseNode(member.Name, member.Value, path, depth) is { } node) nodes.Add(node);
        }
        var results = nodes.Where(node => node.IsResult).Select(node => node.Id).ToList();
        if (nodes.Count == 0) return Reject(path, "The process graph has no nodes.");
        if (results.Count == 0) MarkResult(nodes, path, results);
        else if (results.Count > 1) Reject(path, $"More than one node is marked with \"result\": true: {Names.List(results)}.");
        var own = notices.Where(notice => notice.Path == path && ids.Contains(notice.Node)).Select(notice => (notice.Node, notice.Message));
        return Order(nodes.ToImmutable(), path) is { } ordered && results.Count == 1 ? new ProcessGraph(ordered) { Notices = [.. own] } : null;
    }

    // Whose value no other node uses is the result, when there is one such node only.
    void MarkResult(ImmutableArray<Node>.Builder nodes, string path, List<string> results)
    {
        var used = nodes.SelectMany(node => node.Arguments.Values).SelectMany(argument => argument.References).ToHashSet();
        var last = Enumerable.Range(0, nodes.Count).Where(i => !used.Contains(nodes[i].Id)).ToList();
        if (last is not [var only])
        {
            Reject(path, "No node is marked with \"result\": true; exactly one must be"
                + (last.Count == 0 ? "." : $", and the values of several are used by no other: {Names.List(last.Select(i => nodes[i].Id))}."));
            return;
        }
        nodes[only] = nodes[only] with { IsResult = true };
        results.Add(nodes[only].Id);
        notices.Add((path, nodes[only].Id,
            $"No node is marked with \"result\": true; '{path}{nodes[only].Id}' is taken for it, as no other node uses its value."));
    }

    Node? ParseNode(string id, JsonElement json, string path, int depth)
    {
        var place = path + id;
        if (json.ValueKind != JsonValueKind.Object) return RejectNode(place, $"Node '{place}' is not an object with \"process_id\" and \"arguments\".");
        if (!json.TryGetProperty("process_id", out var process) || process.ValueKind != JsonValueKind.String)
            return RejectNode(place, $"Node '{place}' has no \"process_id\".");
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, Argument>(StringComparer.Ordinal);
        if (json.TryGetProperty("arguments", out var given))
        {
            if (given.ValueKind != JsonValueKind.Object) return RejectNode(place, $"\"arguments\" of node '{place}' is not an object.");
            foreach (var argument in given.EnumerateObject()) arguments[argument.Name] = ParseArgument(argument.Value, $"{place}.{argument.Name}", depth);
        }
        var isResult = json.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.True;
        var space = json.TryGetProperty("namespace", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        return new Node(id, process.GetString()!, SpaceOf(process.GetString()!, space), arguments.ToImmutable(), isResult);
    }

    // Whoever shares a process means the engine's, whatever the user who calls it has under the same name.
    string? SpaceOf(string process, string? space) =>
        ProcessReferences.Of(process, space, home) is { } reference ? reference.Namespace
        : home == ProcessReferences.User || space is not (null or "") ? space : "backend";

    Argument ParseArgument(JsonElement json, string path, int depth)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when (Reference(json, "from_node") ?? Number(json, path)) is { } node:
                return new Argument.FromNode(node);
            case JsonValueKind.Object when Reference(json, "from_parameter") is { } parameter:
                return new Argument.FromParameter(parameter);
            case JsonValueKind.Object when json.TryGetProperty("process_graph", out var child):
                // One that cannot be used has told its faults; as an empty graph it adds no misleading ones.
                return new Argument.Child(Parse(child, path + ".", depth + 1) ?? new ProcessGraph([]));
            case JsonValueKind.Object:
                var members = json.EnumerateObject().GroupBy(member => member.Name).ToImmutableSortedDictionary(
                    group => group.Key, group => ParseArgument(group.Last().Value, path, depth), StringComparer.Ordinal);
                return members.Values.All(member => member is Argument.Constant)
                    ? new Argument.Constant(
                        new ObjectValue(members.ToImmutableSortedDictionary(member => member.Key, member => ((Argument.Constant)member.Value).Value,
                            StringComparer.Ordinal)))
                    : new Argument.Map(members);
            case JsonValueKind.Array:
                ImmutableArray<Argument> items = [.. json.EnumerateArray().Select(item => ParseArgument(item, path, depth))];
                return items.All(item => item is Argument.Constant)
                    ? new Argument.Constant(new ArrayValue([.. items.Select(item => ((Argument.Constant)item).Value)]))
                    : new Argument.List(items);
            default:
                return new Argument.Constant(ValueJson.Read(json));
        }
    }

    /// <summary>Kahn's algorithm, in the order of the document among equals, so that faults and logs come in the user's order.</summary>
    ImmutableArray<Node>? Order(ImmutableArray<Node> nodes, string path)
    {
        var known = nodes.Select(node => node.Id).ToHashSet();
        foreach (var node in nodes)
            foreach (var (name, argument) in node.Arguments)
                foreach (var missing in argument.References.Where(reference => !known.Contains(reference)).Distinct())
                    faults.Add(
                        new Fault(FaultCodes.ProcessGraphInvalid,
                            $"Parameter '{name}' of node '{path}{node.Id}' refers to node '{missing}', which does not exist.", path + node.Id, name));
        var waiting = nodes.ToDictionary(node => node.Id,
            node => node.Arguments.Values.SelectMany(argument => argument.References).Where(known.Contains).ToHashSet());
        var ordered = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        var users = waiting.SelectMany(entry => entry.Value.Select(used => (used, user: entry.Key))).ToLookup(pair => pair.used, pair => pair.user);
        var byId = nodes.ToDictionary(node => node.Id);
        var ready = new Queue<Node>(nodes.Where(node => waiting[node.Id].Count == 0));
        while (ready.TryDequeue(out var node))
        {
            ordered.Add(node);
            foreach (var user in users[node.Id])
                if (waiting[user].Remove(node.Id) && waiting[user].Count == 0) ready.Enqueue(byId[user]);
        }
        if (ordered.Count == nodes.Length) return ordered.MoveToImmutable();
        var cycle = nodes.Where(node => waiting[node.Id].Count > 0).Select(node => path + node.Id).ToList();
        Reject(cycle[0], $"The nodes {Names.List(cycle)} refer to each other in a cycle.");
        return null;
    }

    // Ids that look like numbers are written as such.
    string? Number(JsonElement json, string path)
    {
        if (!json.TryGetProperty("from_node", out var id) || id.ValueKind != JsonValueKind.Number || json.EnumerateObject().Count() != 1) return null;
        var (node, argument) = (path[..path.LastIndexOf('.')], path[(path.LastIndexOf('.') + 1)..]);
        var start = node.LastIndexOf('.') + 1;
        notices.Add((node[..start], node[start..], $"\"from_node\" of '{argument}' is the number {id.GetRawText()}; it is taken as the id of a node."));
        return id.GetRawText();
    }

    static string? Reference(JsonElement json, string key) =>
        json.TryGetProperty(key, out var name) && name.ValueKind == JsonValueKind.String && json.EnumerateObject().Count() == 1 ? name.GetString() : null;

    ProcessGraph? Reject(string node, string message)
    {
        faults.Add(new Fault(FaultCodes.ProcessGraphInvalid, message, node.TrimEnd('.') is { Length: > 0 } place ? place : null));
        return null;
    }

    Node? RejectNode(string node, string message)
    {
        Reject(node, message);
        return null;
    }
}
