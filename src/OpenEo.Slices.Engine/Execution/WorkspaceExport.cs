using System.Text.Json;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Files of a run that are to be copied to a workspace.</summary>
/// <param name="Node">The node that asked for it.</param>
/// <param name="Workspace">The workspace's id.</param>
/// <param name="Merge">The place of the STAC collection in the workspace that they become a part of; null for one of their own.</param>
/// <param name="Changes">A merge patch (RFC 7386) for the collection; null for none.</param>
/// <param name="Files">Names of the files.</param>
public sealed record WorkspaceExport(string Node, string Workspace, string? Merge, JsonElement? Changes, IReadOnlyList<string> Files)
{
    // As long as object stores and file systems have a name for it.
    const int LongestMerge = 700, LongestName = 200;

    /// <summary>Whether a text names a place in a workspace, and none that leads out of it: names with slashes between them.</summary>
    public static bool IsPlace(string merge) => merge.Length <= LongestMerge && Array.TrueForAll(merge.Split('/'), name =>
        name is not ("" or "." or "..") && name.Length <= LongestName && name.Trim() == name
        && !name.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'));
}
