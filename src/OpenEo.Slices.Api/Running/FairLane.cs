namespace OpenEo.Slices.Api.Running;

/// <summary>Places for so many at a time. One user takes all but one: somebody else still gets in.</summary>
sealed class FairLane(int places) : IDisposable
{
    sealed class Share(int most) : SemaphoreSlim(most)
    {
        public int Asking { get; set; }
    }

    readonly SemaphoreSlim free = new(places);
    readonly Dictionary<string, Share> shares = [];

    /// <summary>A place, until it is disposed of; null when none has become free in time.</summary>
    public async Task<IDisposable?> EnterAsync(string user, TimeSpan wait, CancellationToken ct)
    {
        var share = Ask(user);
        var begun = TimeProvider.System.GetTimestamp();
        var (own, place) = (false, false);
        try
        {
            own = await share.WaitAsync(wait, ct);
            var rest = wait - TimeProvider.System.GetElapsedTime(begun);
            place = own && await free.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, ct);
            return place ? new Place(() => Leave(user, share, own: true, place: true)) : null;
        }
        finally
        {
            if (!place) Leave(user, share, own, place: false);
        }
    }

    public void Dispose() => free.Dispose();

    Share Ask(string user)
    {
        lock (shares)
        {
            if (!shares.TryGetValue(user, out var share)) shares[user] = share = new(Math.Max(1, places - 1));
            share.Asking++;
            return share;
        }
    }

    void Leave(string user, Share share, bool own, bool place)
    {
        if (place) free.Release();
        if (own) share.Release();
        lock (shares)
            if (--share.Asking == 0 && shares.Remove(user)) share.Dispose();
    }

    sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
