namespace OpenEo.Slices.Gdal.Remote;

/// <summary>Bytes of a file that came, or come, with one request. Their memory is used for others when it was given up and nobody reads it any more.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where it begins, at a page.</param>
/// <param name="lastPage">The last page that it holds, perhaps not all of it.</param>
/// <param name="bytes">The bytes.</param>
/// <param name="memory">Where their memory is from.</param>
sealed class RemotePart(RemoteFile file, long start, long lastPage, Task<ArraySegment<byte>> bytes, RemoteMemory memory)
{
    // Who reads it, and one for being known.
    int holders = 1;

    /// <summary>The file.</summary>
    public RemoteFile File => file;

    /// <summary>Where it begins.</summary>
    public long Start => start;

    /// <summary>Its last page.</summary>
    public long LastPage => lastPage;

    /// <summary>The bytes, which may be on their way. Only for whoever holds it.</summary>
    public Task<ArraySegment<byte>> Bytes => bytes;

    /// <summary>Where it is in the order of use; for life.</summary>
    public LinkedListNode<RemotePart> Place => field ??= new LinkedListNode<RemotePart>(this);

    /// <summary>Keeps its bytes until <see cref="Release"/>; false when they have been given up already.</summary>
    public bool TryHold()
    {
        for (var now = Volatile.Read(ref holders); now > 0;)
        {
            var before = Interlocked.CompareExchange(ref holders, now + 1, now);
            if (before == now) return true;
            now = before;
        }
        return false;
    }

    /// <summary>Whoever held it has done with it; also once when it is given up.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) > 0) return;
        bytes.ContinueWith(static (got, to) =>
        {
            if (got is { IsCompletedSuccessfully: true, Result.Array: { } array }) ((RemoteMemory)to!).Return(array);
        }, memory, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
