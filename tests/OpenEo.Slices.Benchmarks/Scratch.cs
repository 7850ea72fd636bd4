namespace OpenEo.Slices.Benchmarks;

/// <summary>A temporary folder, deleted at the end with all that is in it.</summary>
public sealed class Scratch : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("openeo-bench-");

    /// <summary>Makes the folder. PostgreSQL, which may run as another user, must be able to pass through it.</summary>
    public Scratch()
    {
        if (!OperatingSystem.IsWindows()) root.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    }

    /// <summary>The path of a file or folder in it; nothing is made.</summary>
    public string Path(string name) => System.IO.Path.Combine(root.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => root.Delete(recursive: true);
}
