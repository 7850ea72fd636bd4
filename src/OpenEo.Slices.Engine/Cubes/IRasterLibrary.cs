using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What the engine needs from a raster library: headers, pixels, files, projections, warping. GDAL implements it for the service and a fake that counts
/// for the tests. All members are thread-safe. Failures are <see cref="RasterException"/>.
/// </summary>
public interface IRasterLibrary
{
    /// <summary>Formats that <see cref="Create"/> writes.</summary>
    IReadOnlyList<RasterFormat> OutputFormats { get; }

    /// <summary>Name and version of the library.</summary>
    string NameAndVersion => "";

    /// <summary>What changes when the content of a file does; null when nothing tells.</summary>
    string? VersionOf(RasterLocation location) => null;

    /// <summary>Reads a file's header.</summary>
    RasterInfo Describe(RasterLocation location);

    /// <summary>
    /// Reads a window (pixels, wholly inside the file) of one band (counted from 1) into a 2-D block <c>[y, x]</c> of the window's size (rows may have gaps),
    /// converted to the block's element type.
    /// </summary>
    void Read(RasterLocation location, int band, int x, int y, Block target);

    /// <summary>Reads a window of a band's mask into a 2-D block of <c>uint8</c>: 0 where there is no data.</summary>
    void ReadMask(RasterLocation location, int band, int x, int y, Block target) =>
        throw new RasterException($"'{location}' has no mask.");

    /// <summary>Whether a location is on another machine, so that it pays to say in advance what will be read.</summary>
    bool IsRemote(RasterLocation location) => false;

    /// <summary>Whether files of a location's format may hold several times or further dimensions, so that only the file tells what is in it.</summary>
    bool MayHaveLayers(RasterLocation location) => false;

    /// <summary>
    /// Begins to fetch the beginning of a file that will be opened, where it is on another machine, and does not wait. Fails with the opening.
    /// </summary>
    void Expect(RasterLocation location)
    {
    }

    /// <summary>
    /// Begins to fetch what <see cref="Read"/> will need, and does not wait for it (but for the file's header). Gives the bytes that are held for it. Fails
    /// like a read, or leaves that to the read.
    /// </summary>
    /// <param name="reads">Windows of one location.</param>
    long Foresee(IReadOnlyList<RasterRead> reads) => 0;

    /// <summary>Whether there is memory for more that is fetched in advance.</summary>
    bool HasRoom => true;

    /// <summary>
    /// Remote files that have changed are forgotten when they are used next. Called before each plan, so that nothing of an older version is in its results.
    /// </summary>
    void Refresh(CancellationToken cancellation)
    {
    }

    /// <summary>Gives back memory that is only kept so that the next request is faster: open files, decoded blocks, bytes of remote files.</summary>
    void Release()
    {
    }

    /// <summary>From now on keeps at most so many bytes in memory that are not in use: decoded blocks, bytes of remote files, what open files need.</summary>
    void Limit(long bytes)
    {
    }

    /// <summary>Starts a file.</summary>
    IRasterSink Create(RasterTarget target);

    /// <summary>Formats that <see cref="WriteVectors"/> writes.</summary>
    IReadOnlyList<RasterFormat> VectorFormats => [];

    /// <summary>Reads the features of a file of vectors.</summary>
    /// <param name="location">Where it is, and as what it is read.</param>
    /// <param name="options">What users say of it, already checked.</param>
    /// <param name="note">Hears, in sentences, what was guessed or left out.</param>
    FeatureTable ReadVectors(RasterLocation location, IReadOnlyDictionary<string, object?>? options = null, Action<string>? note = null) =>
        throw new RasterException($"'{location}' cannot be read as vectors.");

    /// <summary>Writes a file of vectors, closes it and checks that it can be read. Gives in a sentence what the format had no place for, or null.</summary>
    string? WriteVectors(VectorTarget target) => throw new RasterException($"'{target.Format}' cannot be written.");

    /// <summary>Looks a CRS up: authority code, WKT2 or PROJJSON.</summary>
    CrsInfo DescribeCrs(string crs);

    /// <summary>The box in another CRS that holds the given one, with its edges followed closely (21 points an edge). Axis order is always x, y.</summary>
    BoundingBox Transform(BoundingBox box, string from, string to);

    /// <summary>Points (x, y) in another CRS; a point outside the projection's domain becomes NaN.</summary>
    void Transform(Span<double> x, Span<double> y, string from, string to);

    /// <summary>
    /// Warps a 2-D block <c>[y, x]</c> on <paramref name="sourceGrid"/> onto <paramref name="targetGrid"/>. No-data (NaN in float blocks, the given value in
    /// others) takes no part; target pixels without source become no-data (or 0 when there is none).
    /// </summary>
    void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method);
}
