using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What the engine needs from a raster library: headers, pixels, files, projections, warping. GDAL implements it for the service and a fake that counts
/// for the tests. All members are thread-safe. Failures are <see cref="RasterException"/>.
/// </summary>
public interface IRasterLibrary
{
    /// <summary>Formats that <see cref="Create"/> writes.</summary>
    IReadOnlyList<RasterFormat> OutputFormats { get; }

    /// <summary>Reads a file's header.</summary>
    RasterInfo Describe(RasterLocation location);

    /// <summary>
    /// Reads a window (pixels, wholly inside the file) of one band (counted from 1) into a 2-D block <c>[y, x]</c> of the window's size (rows may have gaps),
    /// converted to the block's element type.
    /// </summary>
    void Read(RasterLocation location, int band, int x, int y, Block target);

    /// <summary>Starts a file.</summary>
    IRasterSink Create(RasterTarget target);

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
