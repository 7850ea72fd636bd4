
namespace OpenEo.Slices.Gdal;

/// <summary>GDAL's settings; those of GDAL itself hold for the whole process.</summary>
public sealed record GdalOptions
{
    /// <summary>Bytes of GDAL's cache of decoded blocks.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Files kept open between reads.</summary>
    public int OpenFiles { get; init; } = 256;
}
