using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Export;

/// <summary>stac_modify: changes what the STAC collection of saved results will say, by a merge patch.</summary>
sealed class StacModify : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "stac_modify", "Change the metadata of saved results",
        "Changes members of the STAC collection that export_workspace will write for saved results, as JSON Merge Patch (RFC 7386) has it: members take the "
        + "new values, members that are null are removed, objects are merged. Files and links stay as they are. The results of the job itself are not changed.",
        ["stac"],
        [
            new("data", "What save_result gave.", Schema.Parse("""{"type":"object","subtype":"stac"}""")),
            new("changes", "The members that change.", Schema.Parse("""{"type":"object"}""")),
        ],
        new("The changed results.", Schema.Parse("""{"type":"object","subtype":"stac"}""")))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"saved"},"changes":{"title":"Summer 2024","keywords":["ndvi"]}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (saved, changes) = ((StacValue)arguments["data"], arguments.Object("changes")!);
        var left = changes.Members.Where(change => change.Key is "assets" or "links" or "type" or "stac_version"
            || (change.Value is NullValue && change.Key is ("id" or "description" or "license" or "extent"))).Select(change => change.Key).ToList();
        foreach (var name in left)
            evaluation.Services.Log?.Log(
                LogSeverity.Warning, $"'{name}' stays as it is: without it nothing is a STAC collection of these files.", evaluation.Node);
        changes = new ObjectValue(changes.Members.RemoveRange(left));
        return saved with { Changes = saved.Changes is { } before ? Merge(before, changes) : changes };
    }

    // Both patches, one after the other, as one: what is null in the second is to be removed, whatever the first says.
    static ObjectValue Merge(ObjectValue before, ObjectValue changes)
    {
        var members = before.Members;
        foreach (var (name, value) in changes.Members)
            members = members.SetItem(name, value is ObjectValue inner && members.GetValueOrDefault(name) is ObjectValue outer ? Merge(outer, inner) : value);
        return new ObjectValue(members);
    }
}
