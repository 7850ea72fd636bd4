
namespace OpenEo.Slices.Gdal;

/// <summary>GDAL's settings; those of GDAL itself hold for the whole process.</summary>
public sealed record GdalOptions
{
    /// <summary>Bytes of GDAL's cache of decoded blocks.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Files kept open between reads.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>The proxy of all requests, such as <c>socks5h://user:password@127.0.0.1:1080</c>; null: they are made directly.</summary>
    public string? Proxy { get; init; }

    /// <summary>Configuration options of GDAL that are not to be seen in the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
