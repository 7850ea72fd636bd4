using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Arrays;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// An open file. GDAL before 3.10 has no thread-safe datasets: one thread at a time, see <see cref="DatasetPool"/>. What is asked for with each read is
/// kept here.
/// </summary>
sealed unsafe class Dataset : IDisposable
{
    readonly Band[] bands;
    readonly ArrayFile? arrays;
    RasterInfo? info;

    Dataset(DatasetHandle handle, RasterLocation source)
    {
        var location = source.Path;
        (Handle, Source, LastChecked) = (handle, source, Environment.TickCount64);
        (Width, Height) = (LibGdal.GDALGetRasterXSize(handle), LibGdal.GDALGetRasterYSize(handle));
        bands = [.. Enumerable.Range(1, LibGdal.GDALGetRasterCount(handle)).Select(number => new Band(LibGdal.GDALGetRasterBand(handle, number), location))];
        var interleave = LibGdal.GDALGetDatasetMetadataItem(handle, "INTERLEAVE", "IMAGE_STRUCTURE");
        BlocksHoldOneBand = bands.Length == 1 || interleave == "BAND";
    }

    Dataset(DatasetHandle handle, RasterLocation source, ArrayFile arrays)
    {
        (Handle, Source, LastChecked, this.arrays, bands) = (handle, source, Environment.TickCount64, arrays, []);
        info = arrays.Info;
        (Width, Height) = (info.Grid.Width, info.Grid.Height);
    }

    /// <summary>GDAL's object.</summary>
    public DatasetHandle Handle { get; }

    /// <summary>The variables of a file of arrays; null for images.</summary>
    public ArrayFile? Arrays => arrays;

    /// <summary>The file itself, where <see cref="Handle"/> is an upright view of it; closed after that.</summary>
    public DatasetHandle? Tilted { get; init; }

    /// <summary>What was opened.</summary>
    public RasterLocation Source { get; }

    /// <summary>The path or address as the caller gave it.</summary>
    public string Location => Source.Path;

    /// <summary>Size in pixels.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>True when decoding a block of one band decodes nothing of another.</summary>
    public bool BlocksHoldOneBand { get; }

    /// <summary>When the file was last modified, for local files; the pool looks whether that changed.</summary>
    public DateTime Modified { get; init; }

    /// <summary>Milliseconds of the system's clock when <see cref="Modified"/> was last compared.</summary>
    public long LastChecked { get; set; }

    /// <summary>Where the pool keeps it in its order of use; for life, so that giving a dataset back allocates nothing.</summary>
    public LinkedListNode<Dataset> Place => field ??= new LinkedListNode<Dataset>(this);

    /// <summary>Number of bands.</summary>
    public int BandCount => bands.Length;

    /// <summary>What the header says; worked out once.</summary>
    public RasterInfo Info => info ??= Header.Read(this);

    /// <summary>A band, counted from 1.</summary>
    /// <exception cref="RasterException">The file has no such band.</exception>
    public Band this[int band] => band >= 1 && band <= bands.Length
        ? bands[band - 1]
        : throw new RasterException($"'{Location}' has {bands.Length} bands; there is no band {band}.");

    /// <summary>Opens a file or web address for reading.</summary>
    /// <exception cref="RasterException">It is missing, not of the format that it is said to be, or no location that we open.</exception>
    /// <param name="source">What to open.</param>
    /// <param name="remote">Where web addresses are: a file system of GDAL's, or a copy of a file that cannot be read in parts.</param>
    public static Dataset Open(RasterLocation source, Func<RasterLocation, string>? remote = null)
    {
        var (location, (drivers, format)) = (source.Path, Drivers.For(source));
        Errors.Forget();
        var path = IsRemote(location) && remote is not null ? remote(source) : PathOf(location);
        if (File.Exists(path)) SelfContained.Demand(path, location);
        using var overview = source.Overview is { } level ? TextList.Of($"OVERVIEW_LEVEL={level.ToString(CultureInfo.InvariantCulture)}") : TextList.Of();
        using var siblings = TextList.Of(SelfContained.MaskOf(path) is { } mask ? [Path.GetFileName(path), Path.GetFileName(mask)] : []);
        var kind = Drivers.HasArrays(source) ? LibGdal.OpenMultidim : LibGdal.OpenRaster;
        var handle = LibGdal.GDALOpenEx(
            Drivers.NameFor(source, path), LibGdal.OpenReadOnly | kind | LibGdal.OpenVerbose, drivers, overview.DangerousGetHandle(), siblings);
        if (handle.IsInvalid)
        {
            var failure = Errors.From("GDALOpenEx", location);
            throw new RasterException($"{failure.Message} It was opened as {format}.");
        }
        if (Drivers.HasArrays(source)) return OfArrays(handle, source);
        DatasetHandle? upright = null;
        try
        {
            upright = Upright.Of(handle);
            return new Dataset(upright ?? handle, source) { Modified = ModifiedOf(location), Tilted = upright is null ? null : handle };
        }
        catch
        {
            // In this order: the view refers to the file.
            upright?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>When a local file was last modified; the same moment always for web addresses.</summary>
    public static DateTime ModifiedOf(string location) => location[0] == '/' ? File.GetLastWriteTimeUtc(location) : default;

    public void Dispose()
    {
        arrays?.Dispose();
        Handle.Dispose();
        Tilted?.Dispose();
    }

    static Dataset OfArrays(DatasetHandle handle, RasterLocation source)
    {
        try
        {
            return new Dataset(handle, source, ArrayFile.Of(handle, source)) { Modified = ModifiedOf(source.Path) };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether a location is a web address.</summary>
    public static bool IsRemote(string location) =>
        location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase);

    /// <summary>What GDAL opens for a location. GDAL's own path language (<c>/vsi…</c>, <c>DRIVER:…</c>, XML) never comes from outside.</summary>
    static string PathOf(string location)
    {
        if (location.StartsWith("/vsi", StringComparison.OrdinalIgnoreCase))
            throw new RasterException($"'{location}' is refused: name a file or an http address, not one of GDAL's virtual file systems.");
        if (!location.StartsWith('/') || location.Contains('\0'))
            throw new RasterException($"'{location}' is neither an absolute file path nor an http address.");
        // Two slashes would be the same file to the system, and "//vsi" or "/./vsi" still a plain file to GDAL.
        return location;
    }
}
