using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Export;

/// <summary>
/// export_workspace: has saved results copied to a workspace when the batch job has computed them. Where that is, only the service knows; the engine says which
/// files.
/// </summary>
sealed class ExportWorkspace : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "export_workspace", "Copy results to a workspace",
        "Copies saved results to one of the workspaces of `GET /workspaces`, as a STAC collection with its items and files, when the batch job has computed "
        + "them. Each job has a collection of its own there, unless `merge` names one: then the files are added to it, whether it is there already or not. "
        + "What the same job has exported before is replaced, what other jobs have exported is kept.",
        ["export", "stac"],
        [
            new("data", "What save_result or stac_modify gave.", Schema.Parse("""{"type":"object","subtype":"stac"}""")),
            new("workspace", "The id of the workspace.", Schema.Parse("""{"type":"string","subtype":"workspace-id","pattern":"^[\\w\\-\\.~]+$"}""")),
            new Parameter("merge", "The place of a collection in the workspace, such as `2024/summer` or `2024/summer.json`.",
                Schema.Parse("""{"type":["string","null"]}""")).Or(Value.Null),
        ],
        new("The same results.", Schema.Parse("""{"type":"object","subtype":"stac"}""")))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"saved"},"workspace":"products","merge":"2024/summer"}}"""],
    };

    public override ProcessTraits Traits => ProcessTraits.HasEffect;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var saved = (StacValue)arguments["data"];
        var (workspace, known) = (arguments.Text("workspace")!, evaluation.Services.User.Workspaces);
        if (!known.Contains(workspace))
            throw arguments.Invalid("workspace", known.Count == 0 ? "there are no workspaces for you here"
                : $"there is no workspace '{workspace}' for you, but {string.Join(", ", known)}");
        evaluation.Exports.Add(new Graph.Export(evaluation.Node, saved.Node, workspace, Place(arguments), saved.Changes));
        return saved;
    }

    // Slashes around it mean nothing: there is nothing above the workspace.
    static string? Place(Arguments arguments)
    {
        if (arguments.Text("merge") is not { } merge) return null;
        var place = merge.Trim('/');
        if (!WorkspaceExport.IsPlace(place))
            throw arguments.Invalid("merge", $"'{merge}' is no place in a workspace; expected names with '/' between them, such as 2024/summer");
        return place;
    }
}
