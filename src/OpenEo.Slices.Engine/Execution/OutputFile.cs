using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// A result file: closed, re-opened and checksummed. <paramref name="Name"/> is a flat, unique file name with extension; <paramref name="Checksum"/> is a
/// multihash in hex (<c>1220</c> + SHA-256). Raster files carry <see cref="Grid"/>; <see cref="Bounds"/> is in EPSG:4326. Instants are RFC 3339.
/// </summary>
public sealed record OutputFile(string Name, string Format, string MediaType, long Size, string Checksum)
{
    /// <summary>Pixel grid of a raster file.</summary>
    public Grid? Grid { get; init; }

    /// <summary>Extent in EPSG:4326.</summary>
    public BoundingBox? Bounds { get; init; }

    /// <summary>First and last instant, equal for a single one; null for data without time.</summary>
    public (string Start, string End)? Interval { get; init; }

    /// <summary>Bands in file order.</summary>
    public IReadOnlyList<OutputBand> Bands { get; init; } = [];

    /// <summary>The cube's dimensions as STAC <c>cube:dimensions</c> would show them, as JSON.</summary>
    public string? CubeDimensions { get; init; }

    /// <summary>What a vector file holds; null for other files.</summary>
    public VectorSummary? Vectors { get; init; }

    /// <summary>The STAC items that the file was computed from.</summary>
    public IReadOnlyList<SourceItem> DerivedFrom { get; init; } = [];
}
