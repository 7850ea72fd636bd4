namespace OpenEo.Slices.Engine.Faults;

/// <summary>
/// Whether a disk is full. Libraries in C hide why a write failed behind words of their own (or fail later, when they read what is not there), so the disk
/// itself is asked: while what was half written is still there.
/// </summary>
public static class DiskSpace
{
    // Linux's numbers: no space, disk quota exceeded. On Windows, disk full and handle disk full.
    const int NoSpace = 28, NoQuota = 122, WindowsFull = unchecked((int)0x80070070), WindowsHandleFull = unchecked((int)0x80070027);

    // With less than this, libraries fail whose temporary files are gone again by now; whoever needs a disk for results needs more.
    const long Least = 16 << 20;

    const int ProbeBytes = 1 << 20;

    /// <summary>Whether this exception, or what it was made of, is the system's refusal to take more.</summary>
    public static bool IsFull(Exception? exception) => exception switch
    {
        null => false,
        // The second: of a file that is made in its full size at once, which comes without a number.
        IOException { HResult: NoSpace or NoQuota or WindowsFull or WindowsHandleFull } => true,
        IOException e when e.Message.Contains("disk was full", StringComparison.Ordinal) => true,
        AggregateException all => all.InnerExceptions.Any(IsFull),
        _ => IsFull(exception.InnerException),
    };

    /// <summary>Whether the disk of a folder takes no more, or nearly; false when that cannot be found out.</summary>
    public static bool IsFull(string folder)
    {
        try
        {
            if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < Least) return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not a disk that says how much is left.
        }
        try
        {
            // A quota is no property of the disk: only writing tells.
            using var probe = File.OpenHandle(Path.Combine(folder, $".{Guid.NewGuid():N}.probe"), FileMode.CreateNew, FileAccess.Write, FileShare.None,
                FileOptions.DeleteOnClose);
            RandomAccess.Write(probe, new byte[ProbeBytes], 0);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return IsFull(e);
        }
    }
}
