namespace OpenEo.Slices.Gdal;

/// <summary>
/// GDAL has one cache of blocks for all files. A thread that needs room in it writes blocks of other threads' files, and libtiff does not survive that while
/// such a file is read or gets overviews. So whoever may push blocks out shares a lock, and whoever works on a file with unwritten blocks has it alone.
/// </summary>
static class BlockCache
{
    static readonly ReaderWriterLockSlim gate = new();

    /// <summary>Does something that may push blocks of other files out.</summary>
    public static T Share<T>(Func<T> act)
    {
        gate.EnterReadLock();
        try
        {
            return act();
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    /// <summary>Does something that none may be pushed out during.</summary>
    public static void Alone(Action act)
    {
        gate.EnterWriteLock();
        try
        {
            act();
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }
}
