using System.Text;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// A workspace that is a folder. What the service writes elsewhere only the service may read; here files and folders can be read by whoever can read the
/// workspace's folder.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="own">What names begin with: the part of it that a user has, or empty.</param>
sealed class WorkspaceFolder(string root, string own) : WorkspaceStore
{
    const string PartPrefix = ".openeo-part-";

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
        PutAsync(Path.Combine(own, name), async part => await part.WriteAsync(Encoding.UTF8.GetBytes(text), ct));

    /// <inheritdoc/>
    public override Task CopyAsync(string path, string name, string mediaType, CancellationToken ct) => PutAsync(Path.Combine(own, name), async part =>
    {
        await using var source = File.OpenRead(path);
        await source.CopyToAsync(part, ct);
    });

    /// <inheritdoc/>
    public override Task<bool> HasAsync(string name, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(Path.Combine(own, name))));

    /// <inheritdoc/>
    public override Task DeleteAsync(string name, CancellationToken ct)
    {
        File.Delete(PathOf(Path.Combine(own, name)));
        return Task.CompletedTask;
    }

    /// <summary>Deletes what services that are gone have left half copied.</summary>
    public void Sweep()
    {
        foreach (var part in Directory.EnumerateFiles(root, PartPrefix + "*").Where(file => !file.EndsWith(FileLock.Extension, StringComparison.Ordinal)))
            if (FileLock.IsLeft(part + FileLock.Extension)) File.Delete(part);
        foreach (var held in Directory.EnumerateFiles(root, $"{PartPrefix}*{FileLock.Extension}").Where(FileLock.IsLeft)) File.Delete(held);
    }

    // Under another name first: nobody sees half a file. In the workspace's own folder, where a sweep finds those of a service that crashed.
    async Task PutAsync(string name, Func<FileStream, Task> write)
    {
        var (target, part) = (PathOf(name), PathOf($"{PartPrefix}{Guid.NewGuid():N}"));
        try
        {
            using var held = FileLock.Take(part + FileLock.Extension);
            try
            {
                Make(Path.GetDirectoryName(name)!);
                await using (var file = File.Create(part)) await write(file);
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(part, File.GetUnixFileMode(root) & Files | UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.Move(part, target, overwrite: true);
            }
            finally
            {
                if (File.Exists(part)) File.Delete(part);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
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
