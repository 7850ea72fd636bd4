using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Gdal.Native;
using OpenEo.Slices.Gdal.Remote;

namespace OpenEo.Slices.Gdal;

/// <summary>The raster library of the service: libgdal 3.6 or later by P/Invoke. Needs the system's <c>gdal-bin</c>.</summary>
public sealed class GdalLibrary : IRasterLibrary, IDisposable
{
    static readonly Lazy<bool> started = new(Start);
    // What an open file holds beside its decoded blocks: a compressed block, tables of tiles.
    const long BytesOfAFile = 1L << 20;
    const int FewestFiles = 4;

    readonly GdalOptions options;
    readonly DatasetPool pool;
    readonly RemoteFiles remote;
    readonly string prefix;

    /// <summary>Loads libgdal.</summary>
    /// <exception cref="DllNotFoundException">It is not installed; the message says what to install.</exception>
    public GdalLibrary(GdalOptions? options = null)
    {
        this.options = options ??= new GdalOptions();
        _ = started.Value;
        LibGdal.GDALSetCacheMax64(options.CacheBytes);
        var memory = new RemoteMemory();
        var client = new RemoteClient(options.Http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, options.Pause, memory, options.Objects);
        remote = new RemoteFiles(client, memory, options.RemoteBytes, Path.GetTempPath(), options.MostWhole, address => pool!.Forget(address));
        prefix = RemoteHandler.Install(remote);
        pool = new DatasetPool(options.OpenFiles, PathOfRemote);
    }

    /// <summary>GDAL's version, such as <c>3.6.2</c>.</summary>
    public string Version => LibGdal.GDALVersionInfo("RELEASE_NAME") ?? "";

    /// <summary>Files that are open now.</summary>
    public int OpenFiles => pool.Open;

    /// <summary>What has been asked of web servers so far: requests, bytes, and the most requests at one time.</summary>
    public (long Requests, long Bytes, int Peak) RemoteCounts => remote.Client.Counts;

    /// <inheritdoc/>
    public IReadOnlyList<RasterFormat> OutputFormats => Formats.All;

    /// <inheritdoc/>
    public IReadOnlyList<RasterFormat> VectorFormats => Formats.Vectors;

    /// <inheritdoc/>
    public FeatureTable ReadVectors(RasterLocation location, IReadOnlyDictionary<string, object?>? options = null, Action<string>? note = null)
    {
        var name = Drivers.ForVectors(location).Name;
        var path = Dataset.IsRemote(location.Path) ? Whole(location) : location.Path;
        note ??= _ => { };
        return name switch
        {
            Drivers.Parquet => GeoParquetReader.Read(location, path, note),
            Drivers.Csv => CsvReader.Read(location, path, options ?? new Dictionary<string, object?>(), note),
            Drivers.Shapefile => ZippedShapefile.Read(location, path, note),
            _ => VectorReader.Read(location, path),
        };
    }

    /// <inheritdoc/>
    public string? WriteVectors(VectorTarget target)
    {
        if (target.Format != Formats.NetCdfVectors.Name && target.Format != Formats.Parquet.Name) return VectorWriter.Write(target);
        if (target.Format == Formats.Parquet.Name) GeoParquetWriter.Write(target);
        else NetCdfVectors.Write(target);
        return null;
    }

    /// <inheritdoc/>
    public string NameAndVersion => $"GDAL {Version}";

    /// <inheritdoc/>
    public string? VersionOf(RasterLocation location)
    {
        try
        {
            if (Dataset.IsRemote(location.Path)) return remote[location.Path].Version();
            // Of a folder (Zarr) nothing changes when a file in it does.
            return new FileInfo(location.Path) is { Exists: true } file ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public RasterInfo Describe(RasterLocation location)
    {
        var dataset = Take(location);
        try
        {
            var info = dataset.Info;
            pool.Return(dataset);
            return info;
        }
        catch
        {
            pool.Close(dataset);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(RasterLocation location, int band, int x, int y, Block target) =>
        Use(location, dataset => RasterReader.Read(dataset, band, x, y, target));

    /// <inheritdoc/>
    public void ReadMask(RasterLocation location, int band, int x, int y, Block target) =>
        Use(location, dataset => RasterReader.ReadMask(dataset, band, x, y, target));

    // What is open of an older version of a remote file is closed before.
    Dataset Take(RasterLocation location)
    {
        try
        {
            if (Dataset.IsRemote(location.Path)) remote.Update(location.Path);
        }
        catch (RemoteFailure e)
        {
            throw new RasterException($"'{location.Path}' cannot be read: {e.Message}.");
        }
        return pool.Take(location);
    }

    void Use(RasterLocation location, Action<Dataset> read)
    {
        var dataset = Take(location);
        try
        {
            read(dataset);
            pool.Return(dataset);
        }
        catch
        {
            // What failed may have left GDAL's object half read, and the file may be better at the next try.
            pool.Close(dataset);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsRemote(RasterLocation location) => Dataset.IsRemote(location.Path);

    /// <inheritdoc/>
    public bool MayHaveLayers(RasterLocation location) => Drivers.MayHaveLayers(location);

    /// <inheritdoc/>
    public bool HasRoom => remote.HasRoom;

    /// <inheritdoc/>
    public void Expect(RasterLocation location)
    {
        if (Dataset.IsRemote(location.Path)) remote.Expect(location.Path);
    }

    /// <inheritdoc/>
    public long Foresee(IReadOnlyList<RasterRead> reads)
    {
        if (reads.Count == 0 || Drivers.HasArrays(reads[0].Location)) return 0;
        var dataset = Take(reads[0].Location);
        List<(long, long)> ranges;
        try
        {
            ranges = [.. reads.SelectMany(read => BlockIndex.Of(dataset, read.Band, read.X, read.Y, read.Width, read.Height))];
            pool.Return(dataset);
        }
        catch
        {
            pool.Close(dataset);
            throw;
        }
        try
        {
            return remote[reads[0].Location.Path].Fetch(ranges);
        }
        catch (RemoteFailure)
        {
            return 0;   // replaced at this moment: whoever reads it hears so
        }
    }

    /// <inheritdoc/>
    public void Refresh(CancellationToken cancellation) => remote.Refresh();

    /// <inheritdoc/>
    public void Release()
    {
        pool.Release();
        remote.Release();
    }

    /// <inheritdoc/>
    public void Limit(long bytes)
    {
        BlockCache.Alone(() => LibGdal.GDALSetCacheMax64(Math.Min(options.CacheBytes, bytes / 3)));
        remote.Capacity = Math.Min(options.RemoteBytes, bytes / 3);
        pool.Capacity = (int)Math.Clamp(bytes / 3 / BytesOfAFile, FewestFiles, options.OpenFiles);
    }

    /// <exception cref="ArgumentException">The format, an option or the dimensions do not fit; the message says what does.</exception>
    public IRasterSink Create(RasterTarget target) => target.Format.ToLowerInvariant() switch
    {
        "gtiff" => new GeoTiffSink(target, pool.Forget),
        "netcdf" or "zarr" => new NetCdfSink(target, pool.Forget),
        "png" => new PngSink(target, pool.Forget),
        "jpeg" => new JpegSink(target, pool.Forget),
        _ => throw new ArgumentException(
            $"'{target.Format}' cannot be written; there are: {string.Join(", ", Formats.All.Select(format => format.Name))}.", nameof(target)),
    };

    /// <inheritdoc/>
    public CrsInfo DescribeCrs(string crs) => SpatialReference.Describe(crs);

    /// <inheritdoc/>
    public BoundingBox Transform(BoundingBox box, string from, string to) => SpatialReference.Transform(box, from, to);

    /// <inheritdoc/>
    public void Transform(Span<double> x, Span<double> y, string from, string to) => SpatialReference.Transform(x, y, from, to);

    /// <inheritdoc/>
    public void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method) =>
        Warper.Warp(source, sourceGrid, target, targetGrid, noData, method);

    /// <inheritdoc/>
    public void Dispose()
    {
        pool.Dispose();
        remote.Dispose();
    }

    // What GDAL opens: the file as it comes, or a copy for a library that reads files of the disk only.
    string PathOfRemote(RasterLocation location)
    {
        try
        {
            return Drivers.NeedsCopy(location) ? remote[location.Path].Whole() : prefix + location.Path;
        }
        catch (IOException e) when (!DiskSpace.IsFull(e))
        {
            throw new RasterException($"'{location.Path}' cannot be read: {e.Message}.");
        }
    }

    string Whole(RasterLocation location)
    {
        try
        {
            return remote[location.Path].Whole();
        }
        catch (IOException e) when (!DiskSpace.IsFull(e))
        {
            throw new RasterException($"'{location.Path}' cannot be read: {e.Message}.");
        }
    }

    static bool Start()
    {
        // HDF5 locks a file that it writes, and a child process that starts meanwhile keeps the lock alive after the file is closed: opening it again fails.
        // Shared stores often have no locks at all. A result has one writer, so nothing is lost. Read by HDF5 from C's environment, which .NET's is not.
        _ = Library.setenv("HDF5_USE_FILE_LOCKING", "FALSE", overwrite: 0);
        // GDAL's own silent handler: errors are still kept for each thread, but nothing is printed to stderr.
        LibGdal.CPLSetErrorHandler(Library.Export("CPLQuietErrorHandler"));
        // Files beside the one that was named are neither looked for nor written.
        LibGdal.CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
        LibGdal.CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
        // Values stay in the file's own units: GDAL would make degrees Celsius of kelvins.
        LibGdal.CPLSetConfigOption("GRIB_NORMALIZE_UNITS", "NO");
        LibGdal.GDALAllRegister();
        return true;
    }
}
