using System.Runtime.InteropServices;

namespace OpenEo.Slices.Api.Running;

/// <summary>Deletes what workers have left, however they have left it. What cannot be deleted now is left to a sweep: nothing is thrown.</summary>
static partial class Leftovers
{
    const int CurrentFolder = -100, NotFollowed = 0x100, Owner = 0x1c0;

    /// <summary>Deletes a file or a folder.</summary>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
            else Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception)
        {
            // Too deep for a path, or without rights; of a hostile worker, anything else.
            Try(() => Flatten(path));
        }
    }

    /// <summary>Empties a folder whose worker is alive: first it is all moved beside the folder, where the worker cannot change it any more.</summary>
    public static void Empty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) return;
        var away = folder + ".gone";
        Try(() => Directory.CreateDirectory(away));
        Move(new DirectoryInfo(folder), away, _ => { });
        Delete(away);
    }

    // Folders are moved up into the first one before they are emptied: so no path becomes long, however deep they were.
    static void Flatten(string root)
    {
        Allow(root);
        var waiting = new Queue<string>();
        Move(new DirectoryInfo(root), root, waiting.Enqueue);
        while (waiting.TryDequeue(out var folder))
        {
            Move(new DirectoryInfo(folder), root, waiting.Enqueue);
            Try(() => Directory.Delete(folder));
        }
        Directory.Delete(root);
    }

    // Links are not followed: they are deleted, as files are.
    static void Move(DirectoryInfo from, string to, Action<string> moved)
    {
        foreach (var entry in from.GetFileSystemInfos())
        {
            Try(() =>
            {
                if (entry is not DirectoryInfo || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    File.Delete(entry.FullName);
                    return;
                }
                Allow(entry.FullName);
                var target = Path.Combine(to, $"{Guid.NewGuid():N}");
                Directory.Move(entry.FullName, target);
                moved(target);
            });
        }
    }

    static void Allow(string folder) => _ = fchmodat(CurrentFolder, folder, Owner, NotFollowed);

    static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // The next sweep tries again.
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fchmodat(int folder, string path, int mode, int flags);
}
