using System.Runtime.InteropServices;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What the service keeps on disk is for its own user and nobody else.</summary>
static partial class PrivateFiles
{
    const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // What earlier versions made with the modes of the shell that started them.
    static readonly string[] folders = ["results", "files", "sync", "scratch", "collections"];

    /// <summary>Makes new files 600 and new folders 700 from now on.</summary>
    public static void MaskAll()
    {
        if (!OperatingSystem.IsWindows()) _ = umask(0x3f);
    }

    /// <summary>
    /// Makes the data folder if it is not there, and closes what is in it. Root's private database runs as another user, who has to get through to its own
    /// folder, and may look at nothing on the way.
    /// </summary>
    public static void Close(DataSettings data)
    {
        if (OperatingSystem.IsWindows()) return;
        if (!Directory.Exists(data.PathOf()))
            Directory.CreateDirectory(data.PathOf(), data.IsEmbedded && Environment.IsPrivilegedProcess ? Own | UnixFileMode.OtherExecute : Own);
        foreach (var folder in folders.Select(name => data.PathOf(name)).Where(Directory.Exists))
        {
            try
            {
                File.SetUnixFileMode(folder, Own);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                // Not ours: whoever has made it knows who may read it.
            }
        }
    }

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);
}
