using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One band as a file's header describes it. <paramref name="NoData"/> is null when none is declared.</summary>
public sealed record RasterBand(string? Name, ElementType Element, double? NoData, double? Scale, double? Offset, string? Unit);

/// <summary>What a file's header says: grid, bands in file order, and the block size in pixels in which reading is cheapest.</summary>
public sealed record RasterInfo(Grid Grid, IReadOnlyList<RasterBand> Bands, int BlockWidth, int BlockHeight);

/// <summary>
/// A coordinate reference system: canonical code (<c>EPSG:32632</c>, null when it has none), WKT2, whether its axes are degrees, and metres per unit
/// of a projected one (1 for geographic).
/// </summary>
public sealed record CrsInfo(string? Code, string Wkt2, bool IsGeographic, double MetresPerUnit);

/// <summary>How pixels of one grid become pixels of another; names as in openEO's <c>resample_spatial</c>.</summary>
public enum Resampling
{
    Near,
    Bilinear,
    Cubic,
    CubicSpline,
    Lanczos,
    Average,
    Mode,
    Max,
    Min,
    Med,
    Q1,
    Q3,
    Sum,
    Rms,
}

/// <summary>An output format: GDAL's name, media type, file extension, and what users may say of it.</summary>
public sealed record RasterFormat(string Name, string Title, string Description, string MediaType, string Extension, IReadOnlyList<FormatOption> Options)
{
    /// <summary>Most bands that a file can have; null for any number.</summary>
    public int? MaximumBands { get; init; }
}

/// <summary>One option of a format: name, what it does, JSON Schema type, default and, when closed, the allowed values.</summary>
public sealed record FormatOption(string Name, string Description, string Type, object? Default, IReadOnlyList<object>? Allowed = null);

/// <summary>Statistics of the valid cells of one band; all null when there is none. Counts are cells, <see cref="ValidPercent"/> is 0 to 100.</summary>
public sealed record BandStatistics(double? Minimum, double? Maximum, double? Mean, double? StandardDeviation, double ValidPercent);

/// <summary>
/// A file to be written. <paramref name="Schema"/> is what <see cref="IRasterSink.Write"/> windows refer to: GTiff, PNG and JPEG take
/// <c>[bands, y, x]</c> or <c>[y, x]</c>; netCDF takes any dimensions, one variable a band. <paramref name="Options"/> are the user's, already checked.
/// </summary>
public sealed record RasterTarget(string Path, string Format, CubeSchema Schema, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>Title and other words for the file's own metadata.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A file that takes windows in any order and from any thread, and is readable only after <see cref="Complete"/>.</summary>
public interface IRasterSink : IDisposable
{
    /// <summary>The window shape in pixels (width, height) that the format stores best: tiles of a GeoTIFF, chunks of a netCDF.</summary>
    (int Width, int Height) BlockSize { get; }

    /// <summary>Writes the cells of a window of the target's schema. Thread-safe; no window is written twice.</summary>
    void Write(Window window, Block block);

    /// <summary>Writes statistics (one a band, in band order), closes and re-opens the file, and checks that it can be read.</summary>
    void Complete(IReadOnlyList<BandStatistics> statistics);
}

/// <summary>
/// What the engine needs from a raster library: headers, pixels, files, projections, warping. GDAL implements it for the service and a fake that counts
/// for the tests. All members are thread-safe. Failures are <see cref="RasterException"/>.
/// </summary>
public interface IRasterLibrary
{
    /// <summary>Formats that <see cref="Create"/> writes.</summary>
    IReadOnlyList<RasterFormat> OutputFormats { get; }

    /// <summary>Reads a file's header.</summary>
    RasterInfo Describe(string location);

    /// <summary>
    /// Reads a window (pixels, wholly inside the file) of one band (counted from 1) into a 2-D block <c>[y, x]</c> of the window's size (rows may have gaps),
    /// converted to the block's element type.
    /// </summary>
    void Read(string location, int band, int x, int y, Block target);

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

/// <summary>A file could not be read or written, or a CRS is not known. The message names the file and the library's own words.</summary>
public sealed class RasterException(string message, Exception? inner = null) : Exception(message, inner);
