namespace OpenEo.Slices.Api.Storage;

/// <summary>Where the files of a workspace are. Names have slashes between their parts, and none leads out of it.</summary>
abstract class WorkspaceStore : IDisposable
{
    /// <summary>The text of a file; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public abstract Task<string?> ReadAsync(string name, CancellationToken ct);

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public abstract Task WriteAsync(string name, string text, string mediaType, CancellationToken ct);

    /// <summary>Copies a file of this machine, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public abstract Task CopyAsync(string path, string name, string mediaType, CancellationToken ct);

    /// <summary>Whether there is a file of this name.</summary>
    /// <exception cref="IOException">That cannot be told.</exception>
    public abstract Task<bool> HasAsync(string name, CancellationToken ct);

    /// <summary>Deletes a file; what is not there is no error.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public abstract Task DeleteAsync(string name, CancellationToken ct);

    public virtual void Dispose()
    {
    }
}
