using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Writing of results. What was read has been read: whatever fails in here is about the disk, and nobody's data are at fault.</summary>
static class Storing
{
    /// <summary>What is said of a disk that is full, to users.</summary>
    public const string Full = "The disk for results is full";

    /// <summary>Does it.</summary>
    /// <param name="plan">The file that is written.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="write">Writes. What the graph is to blame for it throws as <see cref="ProcessGraphException"/>.</param>
    /// <exception cref="ProcessGraphException"><c>StorageFailure</c>.</exception>
    public static void Do(FilePlan plan, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is RasterException or IOException or UnauthorizedAccessException)
        {
            var reason = DiskSpace.IsFull(e) || DiskSpace.IsFull(Path.GetDirectoryName(Path.GetFullPath(path))!)
                ? $"{Full}: the file '{plan.Name}' cannot be written. Run it again when there is room"
                : $"The file '{plan.Name}' cannot be written: {ServerPaths.Hide(e.Message.Replace(path, plan.Name, StringComparison.Ordinal)).TrimEnd('.')}";
            throw new ProcessGraphException(new Fault(FaultCodes.StorageFailure, $"{reason}.", plan.Node));
        }
    }

    /// <summary>The same for a file that is written at once: of one that fails nothing stays, neither what libraries put beside it.</summary>
    public static void DoAtOnce(FilePlan plan, string path, Action write)
    {
        try
        {
            Do(plan, path, write);
        }
        catch
        {
            // Beside it: journals of a database, and what FlatGeobuf sorts.
            var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
            foreach (var file in Directory.GetFiles(folder, $"{name}*").Concat(Directory.GetFiles(folder, $"{Path.GetFileNameWithoutExtension(name)}_temp*")))
                File.Delete(file);
            throw;
        }
    }
}
