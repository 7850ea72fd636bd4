using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Keeps files open between reads. A thread takes a dataset for itself and gives it back; two threads in one file get two datasets. At most
/// <see cref="Capacity"/> stay open (more only while that many are in use); the longest unused are closed first.
/// </summary>
sealed class DatasetPool(int capacity, Func<RasterLocation, string>? remote = null) : IDisposable
{
    const long RecheckAfter = 1000;
    readonly Lock gate = new();
    readonly Dictionary<RasterLocation, List<Dataset>> idle = [];
    readonly LinkedList<Dataset> unused = new();
    int open, most = capacity;
    bool disposed;

    /// <summary>How many stay open.</summary>
    public int Capacity
    {
        get => Volatile.Read(ref most);
        set
        {
            Volatile.Write(ref most, value);
            CloseSurplus();
        }
    }

    /// <summary>Datasets that are open now, in use or not.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Takes a dataset for a thread's own use; give it back with <see cref="Return"/>.</summary>
    public Dataset Take(RasterLocation location)
    {
        while (TakeIdle(location) is { } dataset)
        {
            if (IsFresh(dataset)) return dataset;
            Close(dataset);
        }
        Interlocked.Increment(ref open);
        try
        {
            CloseSurplus();
            return Dataset.Open(location, remote);
        }
        catch
        {
            Interlocked.Decrement(ref open);
            throw;
        }
    }

    /// <summary>Gives a dataset back for the next reader.</summary>
    public void Return(Dataset dataset)
    {
        if (!Keep(dataset)) Close(dataset);
        else if (Open > Capacity) CloseSurplus();
    }

    /// <summary>Closes a dataset that was taken, instead of giving it back: after a failure.</summary>
    public void Close(Dataset dataset)
    {
        dataset.Dispose();
        Interlocked.Decrement(ref open);
    }

    /// <summary>Closes what is open and unused of a file that was written anew.</summary>
    public void Forget(string path)
    {
        List<RasterLocation> locations;
        lock (gate) locations = [.. idle.Keys.Where(location => location.Path == path)];
        foreach (var location in locations)
            while (TakeIdle(location) is { } dataset) Close(dataset);
    }

    /// <summary>Closes all that are not in use, and GDAL's blocks of them with them.</summary>
    public void Release()
    {
        while (TakeOldest() is { } dataset) Close(dataset);
    }

    public void Dispose()
    {
        lock (gate) disposed = true;
        Release();
    }

    void CloseSurplus()
    {
        while (Open > Capacity && TakeOldest() is { } dataset) Close(dataset);
    }

    bool Keep(Dataset dataset)
    {
        lock (gate)
        {
            if (disposed) return false;
            if (!idle.TryGetValue(dataset.Source, out var same)) idle[dataset.Source] = same = [];
            same.Add(dataset);
            unused.AddLast(dataset.Place);
            return true;
        }
    }

    Dataset? TakeIdle(RasterLocation location)
    {
        lock (gate)
        {
            // An empty list stays for the dataset that comes back; it goes when the last of its datasets is closed as surplus.
            if (!idle.TryGetValue(location, out var same) || same.Count == 0) return null;
            var dataset = same[^1];
            same.RemoveAt(same.Count - 1);
            unused.Remove(dataset.Place);
            return dataset;
        }
    }

    Dataset? TakeOldest()
    {
        lock (gate)
        {
            if (unused.First is not { Value: var dataset }) return null;
            unused.RemoveFirst();
            var same = idle[dataset.Source];
            same.Remove(dataset);
            if (same.Count == 0) idle.Remove(dataset.Source);
            return dataset;
        }
    }

    /// <summary>A local file that another process replaced is opened anew; looked at once a second at most, for file systems where looking is slow.</summary>
    static bool IsFresh(Dataset dataset)
    {
        var now = Environment.TickCount64;
        if (now - dataset.LastChecked < RecheckAfter) return true;
        dataset.LastChecked = now;
        return Dataset.ModifiedOf(dataset.Location) == dataset.Modified;
    }
}
