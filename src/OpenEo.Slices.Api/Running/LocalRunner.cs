using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Has claimed runs computed by worker processes of this machine, and publishes what they give. Nothing is ever changed for a run that is not ours any more.
/// </summary>
sealed class LocalRunner(WorkerPool workers, RunLedger ledger, ResultFiles files, WorkspaceExporter exporter, UserContexts users, Billing billing,
    NpgsqlDataSource db, JobSettings settings, TimeProvider clock, ILogger<LocalRunner> log)
{
    const string Select = """
        SELECT process, plan, budget
        FROM jobs
        WHERE id = @JobId AND user_id = @UserId AND current_run = @RunId
        """;

    sealed record Job(JsonElement Process, string? Plan, double? Budget);

    readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();

    /// <summary>What the runs' rows say about who does them.</summary>
    public const string Name = "local";

    /// <summary>Does one run to its end. A worker that dies on it is noted; the run is then queued again or given up.</summary>
    /// <param name="run">The run, claimed for this runner.</param>
    /// <param name="closing">The service stops: the run is handed back.</param>
    public async Task RunAsync(ClaimedRun run, CancellationToken closing)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(closing);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var over = new CancellationTokenSource();
        using var keeper = new RunKeeper(run, ledger, files, clock, settings.Lease, stop, log);
        running[run.RunId] = stop;
        var keeping = keeper.KeepAsync(over.Token);
        try
        {
            await ComputeAsync(run, keeper, late);
        }
        catch (Exception) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            await keeper.FailAsync([new Fault(FaultCodes.RequestTimeout,
                $"The job has taken {run.ReadOptions().MaxRuntime}, the most that its option 'max_runtime' allows.")]);
        }
        catch (ProcessGraphException e)
        {
            await keeper.FailAsync(e.Faults);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            log.LogError("Job {Job}, run {Run}: {Reason}", run.JobId, run.RunId, e.Message);
            await keeper.FailAsync([new Fault(FaultCodes.StorageFailure, "The disk for results is full. Start the job again when there is room.")]);
        }
        catch (WorkerLostException e) when (e.Outgrown)
        {
            await keeper.FailAsync(
                [new Fault(FaultCodes.MemoryExceeded, $"The worker was stopped: {e.Message}. Use a smaller extent or a coarser resolution.")]);
        }
        catch (WorkerLostException e) when (!closing.IsCancellationRequested)
        {
            await LoseAsync(run, keeper.Silence is { } silence ? $"it said nothing for {silence.TotalSeconds:0} s" : e.Message, counts: true);
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerLostException)
        {
            // Cancelled. If by the user, the run is not ours any more and this changes nothing.
            await LoseAsync(run, "the service stopped", counts: false);
        }
        finally
        {
            running.TryRemove(run.RunId, out _);
            await over.CancelAsync();
            await keeping;
            await files.TidyAsync(run.JobId);
        }
    }

    /// <summary>The user does not want the run any more; does nothing when it is not here.</summary>
    public void Cancel(long runId)
    {
        if (!running.TryGetValue(runId, out var stop)) return;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    async Task<bool> ComputeAsync(ClaimedRun run, RunKeeper keeper, CancellationTokenSource late)
    {
        if (await db.FindAsync<Job>(Select, run, late.Token) is not { } job) return false;
        List<string> faults = [], unknown = [];
        var options = run.ReadOptions(faults, unknown);
        var user = await users.OpenAsync(run.UserId, job.Process, late.Token);
        await using var worker = await workers.RentAsync(run.UserId, late.Token);
        log.LogInformation("Job {Job}, run {Run}: worker {Pid}", run.JobId, run.RunId, worker.Pid);
        var folder = worker.Slot.NewFolder(worker.Slot.Results);
        keeper.Begin(worker, folder);
        Warn(run, faults, unknown, keeper);
        if (options.MaxRuntime is { } longest) late.CancelAfter(longest);
        var kept = await files.KeepAsync(folder, run.JobId, run.RunId, late.Token);
        var request = new WorkerRequest.Run(HandedContext.Of(user, worker.Slot), job.Process, folder, job.Budget, job.Plan, options,
            [.. kept.Select(worker.Slot.Lend)]);
        return await worker.SendAsync(request, keeper.Hear, late.Token, options.Memory) switch
        {
            WorkerReply.Finished finished => await PublishAsync(run, job, keeper, finished, late.Token),
            WorkerReply.Faults failed => await keeper.FailAsync(failed.All) && false,
            WorkerReply.Canceled => throw new OperationCanceledException(late.Token),
            var other => throw new WorkerLostException($"it answered '{other.GetType().Name}', which is no answer to a run"),
        };
    }

    // Kept, because another service may know them; told, because they may be misspelled.
    static void Warn(ClaimedRun run, List<string> faults, List<string> unknown, RunKeeper keeper)
    {
        if (run.Defaults is { } defaults) keeper.Log(LogSeverity.Info, $"Options that the processes bring along, where the job has none: {defaults}");
        foreach (var fault in faults) keeper.Log(LogSeverity.Warning, DefaultOptions.LeftOut(fault));
        if (unknown.Count > 0)
            keeper.Log(LogSeverity.Warning,
                $"Job options that mean nothing here: {string.Join(", ", unknown)}. See GET /processing_parameters for those that do.");
    }

    // A database that is away for a moment does not cost the whole computation.
    async Task<bool> PublishAsync(ClaimedRun run, Job job, RunKeeper keeper, WorkerReply.Finished finished, CancellationToken ct)
    {
        OutputFile[] published = [.. finished.Files.Select(keeper.Move)];
        keeper.Computed();
        await exporter.ExportAsync(run, published, finished.Exports, keeper.Log, ct);
        for (var begun = clock.GetTimestamp(); ; await Task.Delay(settings.Lease / 10, CancellationToken.None))
        {
            try
            {
                return await keeper.HandOverAsync((entries, _) => ledger.PublishAsync(run, published, finished.InputPixels, finished.Usage,
                    billing.Cost(job.Plan, finished.InputPixels, finished.Usage.CpuSeconds, published.Sum(file => file.Size)),
                    [.. entries, Last(finished)], CancellationToken.None), CancellationToken.None);
            }
            catch (NpgsqlException e) when (clock.GetElapsedTime(begun) < settings.Lease)
            {
                log.LogWarning("Job {Job}, run {Run}: cannot be published yet, {Reason}", run.JobId, run.RunId, e.Message);
            }
        }
    }

    LogEntry Last(WorkerReply.Finished finished) => new(clock.GetUtcNow(), LogSeverity.Info,
        $"Finished after {finished.Usage.DurationSeconds:0.0} s with {finished.Files.Count} file{(finished.Files.Count == 1 ? "" : "s")}.");

    async Task LoseAsync(ClaimedRun run, string reason, bool counts)
    {
        if (await ledger.LoseAsync(run, reason, counts)) log.LogWarning("Job {Job}, run {Run}: worker lost, {Reason}", run.JobId, run.RunId, reason);
    }
}
