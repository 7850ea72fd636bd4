namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// What a server gave: the bytes (null when it gave the whole file instead), the length of the whole file, and which version of the file they are of (ETag, or
/// when it was last modified; null when the server does not say).
/// </summary>
sealed record RemoteRange(ArraySegment<byte>? Bytes, long Length, string? Version);
