using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Storage;

/// <summary>The workspaces that the operator has configured, and who may use them.</summary>
sealed class Workspaces(ExportSettings settings)
{
    // What file systems take as one name.
    const int LongestName = 200;

    /// <summary>A workspace as clients see it, in the words of the API's extension.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Title">A short title.</param>
    /// <param name="Description">What it is for.</param>
    /// <param name="Type">The provider: <c>folder</c> or <c>s3</c>.</param>
    /// <param name="Url">The address of the bucket; null for a folder.</param>
    public sealed record Known(string Id, string? Title, string? Description, string Type, string? Url)
    {
        /// <summary>That it can be used: without its workspaces the service does not start.</summary>
        public string Status => "ready";
    }

    /// <summary>Those that a user may export to.</summary>
    public IEnumerable<Known> Of(string userId) => settings.Workspaces.Where(workspace => IsFor(workspace, userId)).Select(workspace => new Known(
        workspace.Id, workspace.Title, workspace.Description, workspace.S3 is null ? "folder" : "s3",
        workspace.S3 is { } s3 ? s3.Store.AddressOf(s3.Buckets[0], workspace.Prefix).AbsoluteUri : null));

    /// <summary>Opens one for a user.</summary>
    /// <exception cref="IOException">It is none of his, not any more, or cannot be opened.</exception>
    public WorkspaceStore Open(string id, string userId)
    {
        var workspace = settings.Workspaces.FirstOrDefault(workspace => workspace.Id == id && IsFor(workspace, userId))
            ?? throw new IOException("it is not there any more");
        var own = workspace.Shared ? "" : NameOf(userId);
        if (workspace.S3 is { } s3) return WorkspaceBucket.Open(s3, $"{workspace.Prefix.Trim('/')}/{own}");
        return new WorkspaceFolder(Path.GetFullPath(workspace.Folder!), own);
    }

    /// <summary>Deletes what crashed services have left half copied in folders; of buckets a lifecycle rule of the store does.</summary>
    public void Sweep()
    {
        foreach (var folder in settings.Workspaces.Select(workspace => workspace.Folder).OfType<string>().Where(Directory.Exists))
        {
            try
            {
                using var store = new WorkspaceFolder(Path.GetFullPath(folder), "");
                store.Sweep();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another time: the operator's folder may be away.
            }
        }
    }

    static bool IsFor(WorkspaceOptions workspace, string userId) => workspace.Users.Length == 0 || workspace.Users.Contains(userId);

    // One name, whatever the id has in it.
    static string NameOf(string userId)
    {
        var name = Uri.EscapeDataString(userId);
        if (name.Length > LongestName) name = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(userId)));
        return name.StartsWith('.') ? "_" + name : name;
    }
}
