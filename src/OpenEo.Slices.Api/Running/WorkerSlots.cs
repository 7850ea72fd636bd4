using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>Where workers' folders are: <c>workers</c> in the data folder and, for results of batch jobs, a hidden folder beside these.</summary>
sealed class WorkerSlots(DataSettings data, ResultFiles results)
{
    // A service of another machine on the same disk may not show its locks to this one.
    static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    static readonly string Machine = new([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit)]);

    string Root => data.PathOf("workers");

    /// <summary>A new slot.</summary>
    public WorkerSlot Create()
    {
        var name = $"{Machine}-{Guid.NewGuid():N}";
        foreach (var root in (string[])[Root, results.WorkRoot]) Directory.CreateDirectory(root);
        return new WorkerSlot(Path.Combine(Root, name), Path.Combine(results.WorkRoot, name));
    }

    /// <summary>Deletes the folders of workers whose service is gone.</summary>
    public void Sweep()
    {
        foreach (var root in (string[])[Root, results.WorkRoot])
        {
            if (!Directory.Exists(root)) continue;
            foreach (var folder in Directory.EnumerateDirectories(root).Where(IsLeft)) Leftovers.Delete(folder);
        }
    }

    // The lock is beside the folder: results may be on a disk that replicas share, and all else not.
    static bool IsLeft(string folder)
    {
        var lockFile = WorkerSlot.LockOf(folder);
        try
        {
            var touched = File.Exists(lockFile) ? File.GetLastWriteTimeUtc(lockFile) : Directory.GetLastWriteTimeUtc(folder);
            var isOwn = Path.GetFileName(folder).StartsWith(Machine + "-", StringComparison.Ordinal);
            if (!isOwn && DateTime.UtcNow - touched < Patience) return false;
            if (File.Exists(lockFile)) WorkerSlot.Lock(folder).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;   // in use
        }
    }
}
