using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Running;

/// <summary>Where workers' folders are: <c>workers</c> in the data folder and, for results of batch jobs, a hidden folder beside these.</summary>
sealed class WorkerSlots(DataSettings data, ResultFiles results)
{
    const string LockExtension = ".lock";

    // A service of another machine on the same disk may not show its locks to this one.
    static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    static readonly string Machine = new([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit)]);

    string Root => data.PathOf("workers");

    /// <summary>A new slot.</summary>
    public WorkerSlot Create()
    {
        var name = $"{Machine}-{Guid.NewGuid():N}";
        Directory.CreateDirectory(Root);
        return new WorkerSlot(Path.Combine(Root, name), Path.Combine(results.WorkRoot, name), Path.Combine(Root, name + LockExtension));
    }

    /// <summary>Deletes the folders of workers whose service is gone.</summary>
    public void Sweep()
    {
        foreach (var root in (string[])[Root, results.WorkRoot])
        {
            if (!Directory.Exists(root)) continue;
            foreach (var folder in Directory.EnumerateDirectories(root).Where(IsLeft)) WorkerSlot.Delete(folder);
        }
    }

    bool IsLeft(string folder)
    {
        var name = Path.GetFileName(folder);
        if (!name.StartsWith(Machine + "-", StringComparison.Ordinal) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) < Patience) return false;
        var lockFile = Path.Combine(Root, name + LockExtension);
        try
        {
            if (File.Exists(lockFile)) new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;   // in use
        }
    }
}
