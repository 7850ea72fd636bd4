namespace OpenEo.Slices.Api.Running;

/// <summary>A worker that does one request for whoever holds this. Given back, its slot is emptied.</summary>
sealed class RentedWorker(WorkerProcess worker, Func<ValueTask> giveBack) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Number of its process.</summary>
    public int Pid => worker.Pid;

    /// <summary>Its folders.</summary>
    public WorkerSlot Slot => worker.Slot;

    /// <summary>Sends the request and waits for its answer.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="news">Told of what happens meanwhile.</param>
    /// <param name="ct">Stops the worker's work, within three seconds even if the worker does not listen.</param>
    /// <param name="memory">Most bytes that the worker may use for it, when that is less than what a worker may use at all.</param>
    /// <exception cref="WorkerLostException">The worker died on it.</exception>
    public Task<WorkerReply> SendAsync(WorkerRequest request, Action<WorkerReply.News>? news, CancellationToken ct, long? memory = null)
    {
        ct.ThrowIfCancellationRequested();
        return worker.SendAsync(request, news, Patience, ct, memory);
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill() => worker.Kill();

    public ValueTask DisposeAsync() => giveBack();
}
