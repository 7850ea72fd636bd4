using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>Where workers' folders are: <c>workers</c> in the data folder and, for results of batch jobs, a hidden folder beside these.</summary>
sealed class WorkerSlots(DataSettings data, ResultFiles results)
{
    static readonly string Machine = new([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit)]);

    string Root => data.PathOf("workers");

    /// <summary>A new slot.</summary>
    public WorkerSlot Create()
    {
        var name = $"{Machine}-{Guid.NewGuid():N}";
        foreach (var root in (string[])[Root, results.WorkRoot]) Directory.CreateDirectory(root);
        return new WorkerSlot(Path.Combine(Root, name), Path.Combine(results.WorkRoot, name));
    }

    /// <summary>Deletes the folders of workers whose service is gone, and their locks.</summary>
    public void Sweep()
    {
        foreach (var root in (string[])[Root, results.WorkRoot])
        {
            if (!Directory.Exists(root)) continue;
            // The lock is beside the folder, and there before it: results may be on a disk that replicas share, and all else not.
            foreach (var folder in Directory.GetFileSystemEntries(root).Select(Unlocked).Distinct().Where(folder => FileLock.IsLeft(WorkerSlot.LockOf(folder))))
            {
                Leftovers.Delete(folder);
                Leftovers.Delete(WorkerSlot.LockOf(folder));
            }
        }
    }

    static string Unlocked(string path) => path.EndsWith(FileLock.Extension, StringComparison.Ordinal) ? path[..^FileLock.Extension.Length] : path;
}
