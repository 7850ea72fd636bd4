using System.Diagnostics;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Demo;

/// <summary>
/// The demo collection: an invented Sentinel-2-like series, so that a service without data of its own has something to compute. It is offered when
/// <c>Demo:Collection</c> is true, which is the default with the embedded database only, and lives below <c>DataFolder</c>.
/// </summary>
static class DemoCollection
{
    /// <summary>The collection's id.</summary>
    public const string Id = "SENTINEL2_DEMO";

    /// <summary>The grid: the valley of Bolzano and Merano, in UTM zone 32.</summary>
    internal static Grid GridOf(int size) => new("EPSG:32632", 674_000, 5_156_000, 10.0 * Landscape.Units / size, -10.0 * Landscape.Units / size, size, size);

    /// <summary>Whether the service is to offer it.</summary>
    public static bool IsWanted(DemoSettings demo, DataSettings data) => demo.Collection ?? data.IsEmbedded;

    /// <summary>The folder that holds the demo collection, or will when it has been written.</summary>
    public static string Folder(DataSettings data) => data.PathOf("collections", Id);

    /// <summary>The STAC collection document in a folder.</summary>
    public static string Document(string folder) => Path.Combine(folder, "collection.json");

    /// <summary>The verb <c>demo-collection FOLDER</c>: writes the collection unless it is there. Returns the exit code.</summary>
    public static int Run(string[] args)
    {
        if (args is not [_, { Length: > 0 } folder]) throw new SetupException("Use: demo-collection FOLDER");
        var clock = Stopwatch.StartNew();
        using var rasters = new GdalLibrary();
        Console.WriteLine(Write(folder, rasters)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id} is in {folder}; written in {clock.Elapsed.TotalSeconds:0.0} s.")
            : $"{Id} is already in {folder}.");
        return 0;
    }

    /// <summary>Writes the collection; false when it is there already. It appears whole or not at all.</summary>
    /// <param name="folder">Where to; its parent is created.</param>
    /// <param name="rasters">Writes the files.</param>
    /// <param name="size">Pixels a side, a power of two; less than the default shows the same valley in larger pixels.</param>
    /// <exception cref="SetupException">The folder holds something else, or another process is writing just now.</exception>
    public static bool Write(string folder, IRasterLibrary rasters, int size = Landscape.Units)
    {
        folder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var alone = TryLock($"{folder}.lock") ?? throw new SetupException($"Another process is writing {folder} at this moment.");
        if (File.Exists(Document(folder))) return false;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new SetupException($"{folder} holds other files. Choose a folder that does not exist.");
        var attempt = $"{folder}.part";
        if (Directory.Exists(attempt)) Directory.Delete(attempt, recursive: true);
        WriteFiles(attempt, rasters, new Landscape(size));
        if (Directory.Exists(folder)) Directory.Delete(folder);
        Directory.Move(attempt, folder);
        return true;
    }

    static void WriteFiles(string folder, IRasterLibrary rasters, Landscape land)
    {
        using var pool = new BlockPool();
        var grid = GridOf(land.Size);
        var stac = new DemoStac(grid, rasters);
        var items = new DemoItem[DemoDate.All.Count];
        Parallel.For(0, items.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) }, i =>
        {
            items[i] = DemoItem.Write(folder, DemoDate.All[i], land, grid, rasters, pool);
            stac.WriteItem(folder, items[i]);
        });
        stac.WriteCollection(folder, items);
    }

    // Goes with the process, however it ends.
    static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
