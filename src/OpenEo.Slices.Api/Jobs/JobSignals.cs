using System.Collections.Concurrent;
using System.Threading.Channels;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// Tells those who wait in this replica that something has happened to a job: a status, an entry of its log, progress. The database tells
/// <see cref="Runner"/>, which listens on one connection for all.
/// </summary>
sealed class JobSignals
{
    /// <summary>Notification channel; the payload is the job's id.</summary>
    public const string Channel = "openeo_job";

    readonly ConcurrentDictionary<string, HashSet<Subscription>> waiting = new();

    /// <summary>Wakes everybody who waits for the job.</summary>
    public void Tell(string jobId)
    {
        if (!waiting.TryGetValue(jobId, out var all)) return;
        lock (all)
            foreach (var one in all) one.Wake();
    }

    /// <summary>Begins to hear of a job; dispose to end.</summary>
    public Subscription Subscribe(string jobId)
    {
        var subscription = new Subscription(this, jobId);
        while (true)
        {
            var all = waiting.GetOrAdd(jobId, _ => []);
            lock (all)
            {
                // The last one who left may just have taken the set away.
                if (!waiting.TryGetValue(jobId, out var current) || current != all) continue;
                all.Add(subscription);
                return subscription;
            }
        }
    }

    void Leave(Subscription subscription)
    {
        if (!waiting.TryGetValue(subscription.JobId, out var all)) return;
        lock (all)
        {
            all.Remove(subscription);
            if (all.Count == 0) waiting.TryRemove(KeyValuePair.Create(subscription.JobId, all));
        }
    }

    /// <summary>One who waits. Signals while nobody looks are kept as one.</summary>
    public sealed class Subscription(JobSignals owner, string jobId) : IDisposable
    {
        readonly Channel<bool> signals = System.Threading.Channels.Channel
            .CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        /// <summary>The job.</summary>
        public string JobId => jobId;

        internal void Wake() => signals.Writer.TryWrite(true);

        /// <summary>Waits for a signal; false when none came in time.</summary>
        public async Task<bool> WaitAsync(TimeSpan time, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(time);
            try
            {
                return await signals.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose() => owner.Leave(this);
    }
}
