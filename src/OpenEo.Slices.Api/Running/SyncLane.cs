using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Work that a client waits for, in bounded lanes: <c>Sync:Parallel</c> computations and <c>Plans:Parallel</c> plans at a time.
/// One user takes all places but one. Whoever finds no place within <c>Sync:WaitSeconds</c> is told to come back.
/// </summary>
sealed class SyncLane(WorkerPool workers, ResultFiles files, SyncSettings settings, PlanSettings planning) : IDisposable
{
    readonly FairLane computations = new(settings.Parallel);
    readonly FairLane plans = new(planning.Parallel);
    readonly TimeSpan wait = TimeSpan.FromSeconds(settings.WaitSeconds);
    readonly TimeSpan computeTime = TimeSpan.FromSeconds(settings.Seconds);

    /// <summary>
    /// Computes into a folder. Above <c>Sync:MaxPixels</c>, <c>Sync:MaxBytes</c>: <c>ProcessGraphComplexity</c>; after <c>Sync:Seconds</c>:
    /// <c>RequestTimeout</c>.
    /// </summary>
    /// <param name="user">Who asks, with what his graph refers to.</param>
    /// <param name="process">What to compute.</param>
    /// <param name="charge">Budget (null: any) and billing plan (null: the default).</param>
    /// <param name="options">What the request asks of its computation.</param>
    /// <param name="id">Of the request: its files are in <see cref="ResultFiles.SyncFolder"/> then.</param>
    /// <param name="log">Told of log entries.</param>
    /// <param name="ct">Stops the computation.</param>
    public async Task<WorkerReply.Computed> ComputeAsync(UserContext user, JsonElement process, (double? Budget, string? Plan) charge, JobOptions options,
        string id, Action<LogEntry> log, CancellationToken ct)
    {
        var limits = new SyncLimits(settings.MaxPixels, settings.MaxBytes, charge.Budget, charge.Plan);
        var time = options.MaxRuntime < computeTime ? options.MaxRuntime.Value : computeTime;
        return await SendAsync(computations, user.UserId, async (worker, limit) =>
        {
            var folder = worker.Slot.NewFolder(worker.Slot.Sync);
            var request = new WorkerRequest.Compute(HandedContext.Of(user, worker.Slot), process, folder, limits, options);
            var reply = await AnswerAsync<WorkerReply.Computed>(worker, request, log, limit, options.Memory);
            // Out of the reach of the worker, which does something else now.
            if (reply.Value is null) files.TakeSync(folder, id, [.. reply.Files.Select(file => file.Name)]);
            return reply;
        }, time, ct);
    }

    /// <summary>
    /// Types the graph with what the data's headers say. Fails with <see cref="ProcessGraphException"/>, or with <c>RequestTimeout</c> after the given time.
    /// </summary>
    public Task<WorkerReply.Estimated> PlanAsync(UserContext user, JsonElement process, Action<LogEntry>? log, TimeSpan time, CancellationToken ct) =>
        SendAsync(plans, user.UserId, (worker, limit) => AnswerAsync<WorkerReply.Estimated>(
            worker, new WorkerRequest.Estimate(HandedContext.Of(user, worker.Slot), process), log, limit), time, ct);

    /// <summary>The dimensions of a collection that does not describe itself, or null.</summary>
    public async Task<JsonElement?> DescribeAsync(string collectionId, CancellationToken ct) =>
        (await SendAsync(plans, null, (worker, limit) => AnswerAsync<WorkerReply.Described>(worker, new WorkerRequest.Describe(collectionId), null, limit),
            TimeSpan.FromSeconds(60), ct)).Dimensions;

    public void Dispose()
    {
        computations.Dispose();
        plans.Dispose();
    }

    static async Task<T> AnswerAsync<T>(RentedWorker worker, WorkerRequest request, Action<LogEntry>? log, CancellationToken limit, long? memory = null)
        where T : WorkerReply =>
        await worker.SendAsync(request, news => Tell(news, log), limit, memory) switch
        {
            WorkerReply.Faults faults => throw new ProcessGraphException(faults.All),
            WorkerReply.Canceled => throw new OperationCanceledException(limit),
            T reply => reply,
            var other => throw new WorkerLostException($"it answered '{other.GetType().Name}', which is no answer to this request"),
        };

    // Nobody asks for the progress of something that is awaited.
    static void Tell(WorkerReply.News news, Action<LogEntry>? log)
    {
        if (news is WorkerReply.Log entry) log?.Invoke(entry.Entry);
    }

    async Task<T> SendAsync<T>(FairLane lane, string? userId, Func<RentedWorker, CancellationToken, Task<T>> send, TimeSpan time, CancellationToken ct)
    {
        using var place = await lane.EnterAsync(userId ?? "", time < wait ? time : wait, ct)
            ?? throw new OpenEoException(ErrorCodes.InfrastructureBusy) { RetryAfter = 10 };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            limit.CancelAfter(time);
            await using var worker = await workers.RentAsync(userId, limit.Token);
            return await send(worker, limit.Token);
        }
        catch (WorkerLostException) when (limit.IsCancellationRequested)
        {
            ct.ThrowIfCancellationRequested();
            throw new OpenEoException(FaultCodes.RequestTimeout);
        }
        catch (WorkerLostException e) when (e.Outgrown)
        {
            throw new OpenEoException(FaultCodes.ProcessGraphComplexity, $"The process is too heavy for a synchronous answer: {e.Message}.");
        }
        catch (WorkerLostException e)
        {
            throw new OpenEoException(FaultCodes.WorkerLost, $"The process that computed was lost: {e.Message}. A file that it read may be damaged.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new OpenEoException(FaultCodes.RequestTimeout);
        }
    }
}
