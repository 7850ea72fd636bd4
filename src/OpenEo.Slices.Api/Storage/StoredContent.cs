namespace OpenEo.Slices.Api.Storage;

/// <summary>A content that is on the disk and that no row mentions yet. Disposing it says that one does, or that nobody wants it.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Checksum">SHA-256 in hex.</param>
/// <param name="Held">Keeps sweeps away.</param>
sealed record StoredContent(long Size, string Checksum, FileStream Held) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Held.DisposeAsync();
}
