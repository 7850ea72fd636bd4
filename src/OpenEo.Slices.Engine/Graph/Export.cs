using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Saved results that are to be copied to a workspace.</summary>
/// <param name="Node">The node that asked for it.</param>
/// <param name="Saved">The node of <c>save_result</c> whose files are meant.</param>
/// <param name="Workspace">The workspace's id.</param>
/// <param name="Merge">The place of the STAC collection in the workspace that they become a part of; null for one of their own.</param>
/// <param name="Changes">A merge patch (RFC 7386) for the collection; null for none.</param>
public sealed record Export(string Node, string Saved, string Workspace, string? Merge, ObjectValue? Changes);
