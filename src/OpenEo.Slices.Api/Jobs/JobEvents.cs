using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// A job as it goes on, for clients that ask with <c>Accept: text/event-stream</c>: the entries of its log (event <c>log</c>, id is the entry's) or its status
/// and progress (<c>status</c>), each as soon as it is there; <c>heartbeat</c> when there was nothing for a while; <c>end</c> when the job has ended.
/// At most <c>Streams:Most</c> at a time, and <c>Streams:User</c> of one user.
/// </summary>
sealed class JobEvents(NpgsqlDataSource db, JobSignals signals, IHostApplicationLifetime lifetime, StreamSettings settings)
{
    const string SelectStatus = $"""
        SELECT j.status AS name, {JobStatus.Progress} AS progress, j.updated
        FROM jobs j
        LEFT JOIN job_runs r ON r.id = j.current_run
        WHERE j.id = @jobId AND j.user_id = @userId
        """;

    const string SelectEntries = """
        SELECT l.id, l.level, l.message, l.time, l.code, l.path, l.data
        FROM job_logs l
        JOIN jobs j ON j.id = l.job_id
        WHERE j.id = @jobId AND j.user_id = @userId AND l.id > @after AND l.level <= @level
        ORDER BY l.id
        LIMIT 1000
        """;

    // Gateways close what is silent for a minute.
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    // The owners of the streams that are open, each as often as he has one.
    readonly List<string> open = [];

    sealed record Status(string Name, double? Progress, DateTime Updated);

    /// <summary>Whether the client wants a stream.</summary>
    public static bool AreWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>The log of a job from an entry on. Entries less severe than <paramref name="level"/> are left out.</summary>
    /// <exception cref="OpenEoException"><c>JobNotFound</c>, or <c>InfrastructureBusy</c> or <c>TooManyRequests</c> when there are too many
    /// streams.</exception>
    public async Task<IResult> LogsAsync(string userId, string jobId, LogSeverity level, long after, CancellationToken ct)
    {
        _ = await FindAsync(userId, jobId, ct) ?? throw OpenEoException.JobNotFound(jobId);
        return Open(userId, FollowAsync(userId, jobId, (status, stop) => EntriesAsync(userId, jobId, level, status, stop), ct));

        async IAsyncEnumerable<SseItem<object>> EntriesAsync(string user, string job, LogSeverity lowest, Status status,
            [EnumeratorCancellation] CancellationToken stop)
        {
            while (await db.ListAsync<LogRow>(SelectEntries, new { jobId = job, userId = user, after, level = lowest }, stop) is { Count: > 0 } rows)
            {
                foreach (var row in rows) yield return new SseItem<object>(row.ToItem(), "log") { EventId = row.Id.ToString() };
                after = rows[^1].Id;
            }
        }
    }

    /// <summary>Status and progress of a job.</summary>
    /// <exception cref="OpenEoException"><c>JobNotFound</c>, or <c>InfrastructureBusy</c> or <c>TooManyRequests</c> when there are too many
    /// streams.</exception>
    public async Task<IResult> StatusAsync(string userId, string jobId, CancellationToken ct)
    {
        _ = await FindAsync(userId, jobId, ct) ?? throw OpenEoException.JobNotFound(jobId);
        (string?, double?) last = default;
        return Open(userId, FollowAsync(userId, jobId, (status, _) => Changes(status), ct));

        async IAsyncEnumerable<SseItem<object>> Changes(Status status)
        {
            await Task.CompletedTask;
            var now = (status.Name, status.Progress);
            if (now == last) yield break;
            last = now;
            yield return new SseItem<object>(new { Id = jobId, Status = now.Name, Progress = now.Item2, status.Updated }, "status");
        }
    }

    Task<Status?> FindAsync(string userId, string jobId, CancellationToken ct) => db.FindAsync<Status>(SelectStatus, new { userId, jobId }, ct);

    ServerSentEventsResult Open(string userId, IAsyncEnumerable<SseItem<object>> events)
    {
        lock (open)
        {
            if (open.Count >= settings.Most)
                throw new OpenEoException(ErrorCodes.InfrastructureBusy,
                    "Too many streams are open at the moment. Ask again from time to time instead.") { RetryAfter = 30 };
            if (open.Count(owner => owner == userId) >= settings.User)
                throw new OpenEoException(ErrorCodes.TooManyRequests,
                    $"You have {settings.User} streams open, which is the most. Close one, or ask again from time to time instead.") { RetryAfter = 30 };
            open.Add(userId);
        }
        return new ServerSentEventsResult(events, () => Close(userId));
    }

    void Close(string userId)
    {
        lock (open) open.Remove(userId);
    }

    // The status is read before the entries: its last entry has become visible together with it.
    async IAsyncEnumerable<SseItem<object>> FollowAsync(string userId, string jobId, Func<Status, CancellationToken, IAsyncEnumerable<SseItem<object>>> news,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        using var signal = signals.Subscribe(jobId);
        var begun = false;
        while (!stop.IsCancellationRequested && await FindAsync(userId, jobId, stop.Token) is { } status)
        {
            await foreach (var item in news(status, stop.Token).WithCancellation(stop.Token)) yield return item;
            begun |= JobStatus.IsActive(status.Name);
            if (JobStatus.HasEnded(status.Name) || status.Name == JobStatus.Created && begun)
            {
                yield return new SseItem<object>(new { Status = status.Name }, "end");
                yield break;
            }
            bool heard;
            try
            {
                heard = await signal.WaitAsync(Heartbeat, stop.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;   // the client is gone, or the service stops
            }
            if (!heard) yield return new SseItem<object>(new { }, "heartbeat");
        }
    }

    /// <summary>The stream as a response; tells when it has ended, however that was.</summary>
    sealed class ServerSentEventsResult(IAsyncEnumerable<SseItem<object>> events, Action ended) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            // nginx collects what it forwards, unless told not to.
            httpContext.Response.Headers["X-Accel-Buffering"] = "no";
            try
            {
                await TypedResults.ServerSentEvents(events).ExecuteAsync(httpContext);
            }
            catch (OperationCanceledException)
            {
                // The client is gone, or the service stops, while the database was asked.
            }
            finally
            {
                ended();
            }
        }
    }
}
