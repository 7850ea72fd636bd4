namespace OpenEo.Slices.Gdal.Remote;

/// <summary>Bytes of a file that came, or come, with one request.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where it begins, at a page.</param>
/// <param name="lastPage">The last page that it holds, perhaps not all of it.</param>
/// <param name="bytes">The bytes.</param>
sealed class RemotePart(RemoteFile file, long start, long lastPage, Task<byte[]> bytes)
{
    /// <summary>The file.</summary>
    public RemoteFile File => file;

    /// <summary>Where it begins.</summary>
    public long Start => start;

    /// <summary>Its last page.</summary>
    public long LastPage => lastPage;

    /// <summary>The bytes, which may be on their way.</summary>
    public Task<byte[]> Bytes => bytes;

    /// <summary>Where it is in the order of use; for life.</summary>
    public LinkedListNode<RemotePart> Place => field ??= new LinkedListNode<RemotePart>(this);
}
