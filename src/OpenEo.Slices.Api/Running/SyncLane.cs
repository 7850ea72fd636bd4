using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Work that a client waits for, in bounded lanes: <c>Sync:Parallel</c> computations and <c>Plans:Parallel</c> plans at a time.
/// Whoever finds no place within <c>Sync:WaitSeconds</c> is told to come back.
/// </summary>
sealed class SyncLane(WorkerPool workers, SyncSettings settings, PlanSettings planning) : IDisposable
{
    readonly SemaphoreSlim computations = new(settings.Parallel);
    readonly SemaphoreSlim plans = new(planning.Parallel);
    readonly TimeSpan wait = TimeSpan.FromSeconds(settings.WaitSeconds);
    readonly TimeSpan computeTime = TimeSpan.FromSeconds(settings.Seconds);

    /// <summary>
    /// Computes into a folder. Above <c>Sync:MaxPixels</c>, <c>Sync:MaxBytes</c>: <c>ProcessGraphComplexity</c>; after <c>Sync:Seconds</c>:
    /// <c>RequestTimeout</c>.
    /// </summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="process">What to compute.</param>
    /// <param name="charge">Budget (null: any) and billing plan (null: the default).</param>
    /// <param name="options">What the request asks of its computation.</param>
    /// <param name="folder">Where files go.</param>
    /// <param name="log">Told of log entries.</param>
    /// <param name="ct">Stops the computation.</param>
    public async Task<WorkerReply.Computed> ComputeAsync(string userId, JsonElement process, (double? Budget, string? Plan) charge, JobOptions options,
        string folder, Action<LogEntry> log, CancellationToken ct)
    {
        var request = new WorkerRequest.Compute(userId, process, folder,
            new SyncLimits(settings.MaxPixels, settings.MaxBytes, charge.Budget, charge.Plan), options);
        return (WorkerReply.Computed)await SendAsync(computations, request, log, options.MaxRuntime < computeTime ? options.MaxRuntime.Value : computeTime, ct,
            options.Memory);
    }

    /// <summary>
    /// Types the graph with what the data's headers say. Fails with <see cref="ProcessGraphException"/>, or with <c>RequestTimeout</c> after the given time.
    /// </summary>
    public async Task<WorkerReply.Estimated> PlanAsync(string? userId, JsonElement process, Action<LogEntry>? log, TimeSpan time, CancellationToken ct) =>
        (WorkerReply.Estimated)await SendAsync(plans, new WorkerRequest.Estimate(userId, process), log, time, ct);

    /// <summary>The dimensions of a collection that does not describe itself, or null.</summary>
    public async Task<JsonElement?> DescribeAsync(string collectionId, CancellationToken ct) =>
        ((WorkerReply.Described)await SendAsync(plans, new WorkerRequest.Describe(collectionId), null, TimeSpan.FromSeconds(60), ct)).Dimensions;

    public void Dispose()
    {
        computations.Dispose();
        plans.Dispose();
    }

    async Task<WorkerReply> SendAsync(SemaphoreSlim lane, WorkerRequest request, Action<LogEntry>? log, TimeSpan time, CancellationToken ct,
        long? memory = null)
    {
        if (!await lane.WaitAsync(time < wait ? time : wait, ct))
            throw new OpenEoException(ErrorCodes.InfrastructureBusy) { RetryAfter = 10 };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            limit.CancelAfter(time);
            return await workers.SendAsync(request, log, null, limit.Token, memory) switch
            {
                WorkerReply.Faults faults => throw new ProcessGraphException(faults.All),
                WorkerReply.Canceled => throw new OperationCanceledException(limit.Token),
                var reply => reply,
            };
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
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new OpenEoException(FaultCodes.RequestTimeout);
        }
        finally
        {
            lane.Release();
        }
    }
}
