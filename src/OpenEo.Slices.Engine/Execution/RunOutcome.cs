
namespace OpenEo.Slices.Engine.Execution;

/// <summary>What a run gave: files, or a bare JSON value for a graph whose result is no cube and is not saved.</summary>
public sealed record RunOutcome(IReadOnlyList<OutputFile> Files, System.Text.Json.JsonElement? Value, long InputPixels)
{
    /// <summary>Which of the files are to be copied to workspaces.</summary>
    public IReadOnlyList<WorkspaceExport> Exports { get; init; } = [];
}
