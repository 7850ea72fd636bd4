namespace OpenEo.Slices.Api.Settings;

/// <summary>Where results may be exported to.</summary>
sealed record ExportSettings : ISettings
{
    public static string Section => "Exports";

    /// <summary>Folders and buckets.</summary>
    public WorkspaceOptions[] Workspaces { get; init; } = [];

    public IEnumerable<string> Check() =>
    [
        .. Workspaces.SelectMany((workspace, i) => workspace.Check($"Exports:Workspaces:{i}")),
        .. Workspaces.GroupBy(workspace => workspace.Id).Where(group => group.Count() > 1)
        .Select(group => $"Exports:Workspaces has two entries with the id '{group.Key}'."),
    ];
}
