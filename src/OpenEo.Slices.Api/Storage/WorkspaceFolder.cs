namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// A workspace that is a folder. What the service writes elsewhere only the service may read; here files and folders can be read by whoever can read the
/// workspace's folder.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="own">What names begin with: the part of it that a user has, or empty.</param>
sealed class WorkspaceFolder(string root, string own) : WorkspaceStore
{
    const UnixFileMode Files = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <inheritdoc/>
    public override async Task<string?> ReadAsync(string name, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(PathOf(Path.Combine(own, name)), ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(string name, string text, string mediaType, CancellationToken ct) =>
        PutAsync(Path.Combine(own, name), path => File.WriteAllTextAsync(path, text, ct));

    /// <inheritdoc/>
    public override Task CopyAsync(string path, string name, string mediaType, CancellationToken ct) => PutAsync(Path.Combine(own, name), async part =>
    {
        await using var source = File.OpenRead(path);
        await using var target = File.Create(part);
        await source.CopyToAsync(target, ct);
    });

    // Beside its place first: nobody sees half a file.
    async Task PutAsync(string name, Func<string, Task> write)
    {
        var target = PathOf(name);
        var part = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.part");
        try
        {
            Make(Path.GetDirectoryName(name)!);
            await write(part);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(part, File.GetUnixFileMode(root) & Files | UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(part, target, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    // Those above first; the mode is set apart, because the service's umask takes rights away.
    void Make(string folder)
    {
        if (folder.Length == 0 || Directory.Exists(PathOf(folder))) return;
        Make(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(PathOf(folder));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf(folder), File.GetUnixFileMode(root));
    }

    string PathOf(string name) => Path.Combine(root, name);
}
