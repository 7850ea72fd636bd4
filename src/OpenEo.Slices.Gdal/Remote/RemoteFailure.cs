namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// What went wrong with a web address. GDAL's calls only say that something did: the words are kept for the thread that called, until its error is made.
/// </summary>
sealed class RemoteFailure(string reason, bool mayPass, TimeSpan? after = null, bool isMissing = false) : IOException(reason)
{
    [ThreadStatic]
    static string? last, serious;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayPass => mayPass;

    /// <summary>When the server wants to be asked again; null when it does not say.</summary>
    public TimeSpan? After => after;

    /// <summary>Whether the server says that there is nothing at the address.</summary>
    public bool IsMissing => isMissing;

    /// <summary>Keeps the words for whoever makes the error on this thread.</summary>
    public static void Remember(Exception failure)
    {
        last = failure.Message;
        if (failure is not RemoteFailure { IsMissing: true }) serious = failure.Message;
    }

    /// <summary>The words that were kept, once; null when there are none.</summary>
    public static string? Take()
    {
        var words = last;
        (last, serious) = (null, null);
        return words;
    }

    /// <summary>The words of a failure that was not about something missing, once.</summary>
    public static string? TakeSerious()
    {
        var words = serious;
        (last, serious) = (null, null);
        return words;
    }
}
