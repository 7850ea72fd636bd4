namespace OpenEo.Slices.Api.Worker;

/// <summary>The token of the request that is being done, and its number.</summary>
sealed class CurrentRequest : IDisposable
{
    readonly Lock gate = new();
    readonly HashSet<int> canceled = [];
    CancellationTokenSource source = new();
    int number;

    public CancellationToken Begin()
    {
        lock (gate)
        {
            source.Dispose();
            source = new CancellationTokenSource();
            if (canceled.Remove(++number)) source.Cancel();
            return source.Token;
        }
    }

    // A cancel may overtake the start of its request; one of an earlier request is void.
    public void Cancel(int which)
    {
        lock (gate)
        {
            if (which == number) source.Cancel();
            else if (which > number) canceled.Add(which);
        }
    }

    public void Dispose() => source.Dispose();
}
