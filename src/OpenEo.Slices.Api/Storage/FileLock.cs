using System.Text;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// A lock on a file beside what somebody is making, taken before that is there and kept until a row knows it: a sweep that finds it held leaves the rest
/// alone. The kernel gives it up when its process ends, however that ends.
/// </summary>
static class FileLock
{
    /// <summary>What names of locks end with.</summary>
    public const string Extension = ".lock";

    /// <summary>How often a lock that is kept for long has to be touched: see <see cref="IsLeft"/>.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(5);

    // Of a machine whose locks this one may not see, on a disk that both have.
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    // Containers of one machine have names of their own and one kernel, which knows the locks of all.
    static readonly string machine = Environment.MachineName, kernel = KernelId();

    /// <summary>Takes the lock; it is gone with its stream.</summary>
    /// <exception cref="IOException">It is in use, or cannot be made.</exception>
    public static FileStream Take(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes($"{machine} {kernel}"));
            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether nobody has the lock any more. Locks of another machine, which a shared disk may not show, and all locks where the file system has none, count
    /// as left when they have not been touched for an hour.
    /// </summary>
    public static bool IsLeft(string path)
    {
        try
        {
            if (!File.Exists(path)) return true;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Patience) return true;
            var bytes = new byte[512];
            var words = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Split(' ');
            return words is [var name, var id] && (name == machine || id == kernel) && IsHeld(path);
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same of something that has its lock beside it, or of a lock itself: what a sweep finds in a folder.</summary>
    public static bool IsLeftOf(string entry) => IsLeft(entry.EndsWith(Extension, StringComparison.Ordinal) ? entry : entry + Extension);

    // That of the caller, who has just taken it: where he can have it twice, locks mean nothing.
    static bool IsHeld(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    static string KernelId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return machine;
        }
    }
}
