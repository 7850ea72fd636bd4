
namespace OpenEo.Slices.Gdal;

/// <summary>GDAL's settings; those of GDAL itself hold for the whole process.</summary>
public sealed record GdalOptions
{
    /// <summary>Bytes of GDAL's cache of decoded blocks.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Files kept open between reads.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Makes all requests for remote files; null: a client that goes anywhere.</summary>
    public HttpClient? Http { get; init; }

    /// <summary>The address to ask for an object of a store (<c>s3://</c>) now; null: objects are not read.</summary>
    public Func<string, CancellationToken, ValueTask<Uri>>? Objects { get; init; }

    /// <summary>Bytes of remote files that stay in memory.</summary>
    public long RemoteBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of the largest remote file that is copied because it cannot be had, or read, in parts.</summary>
    public long MostWhole { get; init; } = 8L << 30;

    /// <summary>How long to wait before a request that failed is made again, for the first time.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.5);
}
