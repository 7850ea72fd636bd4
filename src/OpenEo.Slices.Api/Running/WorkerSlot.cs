using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// The folders of one worker process, made before it starts because its cage is about folders that are there: what it reads of its user's files, what it
/// writes, and its temporary files. What it has completed is moved away, out of its reach. Deleted with it.
/// </summary>
sealed partial class WorkerSlot : IDisposable
{
    readonly List<FileStream> owned = [];
    readonly Timer beat;
    int folders;

    /// <summary>Makes the folders and takes the locks beside them that say that they are in use, as long as this object, or its process, lives.</summary>
    /// <param name="place">The folder of this slot.</param>
    /// <param name="results">Where it writes results of batch jobs: on the disk that keeps them.</param>
    public WorkerSlot(string place, string results)
    {
        (Place, Results) = (place, results);
        beat = new Timer(_ => Touch(), null, FileLock.Beat, FileLock.Beat);
        try
        {
            foreach (var path in (string[])[place, results]) owned.Add(Lock(path));
            foreach (var folder in (string[])[In, .. Write]) Directory.CreateDirectory(folder);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder of all but results.</summary>
    public string Place { get; }

    /// <summary>Where the worker writes results of batch jobs.</summary>
    public string Results { get; }

    /// <summary>Where its user's files are, for the request that it does.</summary>
    public string In => Path.Combine(Place, "in");

    /// <summary>Where it writes results of synchronous requests.</summary>
    public string Sync => Path.Combine(Place, "sync");

    /// <summary>Where libraries put temporary files.</summary>
    public string Scratch => Path.Combine(Place, "scratch");

    /// <summary>All that it writes to.</summary>
    public string[] Write => [Results, Sync, Scratch];

    /// <summary>A new, empty folder in <see cref="Results"/> or <see cref="Sync"/> for one request.</summary>
    public string NewFolder(string root) => Directory.CreateDirectory(Path.Combine(root, $"{++folders}")).FullName;

    /// <summary>
    /// Lets the worker read files: a second name for each, which goes when the request is over. Gives their paths in <see cref="In"/>.
    /// </summary>
    /// <param name="files">Paths as the user knows them, and where they are.</param>
    public IReadOnlyDictionary<string, string> Lend(IReadOnlyDictionary<string, string> files) =>
        files.ToDictionary(file => file.Key, file => Lend(file.Value, Path.GetFileName(file.Value)));

    /// <summary>The same for one file, whose name others may have too.</summary>
    public string Lend(string location) =>
        Lend(location, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)))[..16]}{Path.GetExtension(location)}");

    string Lend(string location, string name)
    {
        var path = Path.Combine(In, name);
        // One that has just been deleted is not there for the engine either. Where the disk knows no second names, or it is another disk, a copy is made.
        if (!File.Exists(path) && link(location, path) != 0 && File.Exists(location)) File.Copy(location, path);
        return path;
    }

    /// <summary>Takes back what was lent and throws away what a request has left.</summary>
    public void Clear()
    {
        foreach (var folder in (string[])[In, .. Write]) Leftovers.Empty(folder);
    }

    /// <summary>The file whose lock says that a folder is in use. Who cannot see locks sees that it is touched every few minutes.</summary>
    public static string LockOf(string folder) => folder + FileLock.Extension;

    /// <summary>Locks a folder.</summary>
    /// <exception cref="IOException">It is in use.</exception>
    public static FileStream Lock(string folder) => FileLock.Take(LockOf(folder));

    /// <summary>Deletes all; the process must have ended.</summary>
    public void Dispose()
    {
        beat.Dispose();
        Leftovers.Delete(Place);
        Leftovers.Delete(Results);
        foreach (var file in owned) file.Dispose();
    }

    void Touch()
    {
        try
        {
            foreach (var folder in (string[])[Place, Results]) File.SetLastWriteTimeUtc(LockOf(folder), DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In some minutes again.
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
