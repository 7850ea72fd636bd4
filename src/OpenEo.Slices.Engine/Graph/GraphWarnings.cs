using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What is no fault of a graph, but probably not what its author wants either.</summary>
static class GraphWarnings
{
    /// <summary>All warnings, in graph order; codes are ours, because the API has none for this.</summary>
    public static IEnumerable<Fault> Of(ProcessGraph graph, UserContext user, string path = "")
    {
        var used = graph.Nodes.SelectMany(node => node.Arguments.Values).SelectMany(argument => argument.References).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            var place = path + node.Id;
            var process = user.Find(node.Process, node.Namespace);
            var traits = process?.Traits ?? ProcessTraits.None;
            if (!node.IsResult && !used.Contains(node.Id) && !traits.HasFlag(ProcessTraits.HasEffect))
                yield return new Fault(NoticeCodes.NodeUnused, $"Nothing uses the value of node '{place}' ({node.Process}).", place);
            if (process?.Definition.Experimental == true)
                yield return new Fault(NoticeCodes.ProcessExperimental, $"Process '{node.Process}' is experimental: its definition may change.", place);
            if (traits.HasFlag(ProcessTraits.LoadsExtent) && IsMissing(node, "spatial_extent") && IsMissing(node, "temporal_extent"))
                yield return new Fault(NoticeCodes.ExtentMissing, $"Node '{place}' loads everything there is: it limits neither space nor time.", place);
            foreach (var notice in graph.Notices.Where(notice => notice.Node == node.Id)) yield return new Fault(NoticeCodes.Notice, notice.Message, place);
            foreach (var (name, argument) in node.Arguments)
            {
                if (process is not null && Taken(process, name, argument) is { } told) yield return new Fault(NoticeCodes.Notice, told, place, name);
                if (argument is Argument.Child child)
                    foreach (var inner in Of(child.Graph, user, $"{place}.{name}.")) yield return inner;
            }
        }
    }

    static string? Taken(Process process, string name, Argument argument) =>
        process.Definition.Parameters.FirstOrDefault(known => known.Name == name) is not { } parameter ? Leniency.Ignored(process, name, argument)
        : argument is Argument.Constant constant ? Leniency.Take(process.Definition.Id, parameter, constant.Value).Told : null;

    static bool IsMissing(Node node, string parameter) => node.Arguments.GetValueOrDefault(parameter) is null or Argument.Constant { Value: NullValue };
}
