using System.Text.Json;
using Npgsql;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// The worker's side of a batch job: plan, compute, publish. A heartbeat every half second extends the lease, stores progress and log entries, and learns
/// whether the run is still wanted. Nothing is ever changed for a run that is not ours any more.
/// </summary>
sealed class RunJob(ProcessingEngine engine, UserContexts users, Billing billing, NpgsqlDataSource db, RunLedger ledger, ResultFiles files,
    TimeProvider clock)
{
    const string Select = """
        SELECT process, plan, budget
        FROM jobs
        WHERE id = @JobId AND user_id = @UserId AND current_run = @RunId
        """;

    sealed record Job(JsonElement Process, string? Plan, double? Budget);

    static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    /// <summary>Does a claimed run from beginning to end. Returns when it has ended in whichever way, or was cancelled.</summary>
    public async Task ExecuteAsync(ClaimedRun run, CancellationToken ct)
    {
        var job = await db.FindAsync<Job>(Select, run, ct);
        if (job is null) return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var watch = new RunWatch(clock);
        var heart = BeatAsync(run, watch, stop);
        var folder = files.RunFolder(run.JobId, run.RunId);
        var published = false;
        List<string> faults = [], unknown = [];
        var options = run.ReadOptions(faults, unknown);
        try
        {
            watch.Log(LogSeverity.Info, $"Started, try {run.Tries}.");
            if (options.MaxRuntime is { } longest) over.CancelAfter(longest);
            Warn(run, faults, unknown, watch);
            Directory.CreateDirectory(folder);
            var user = await users.OpenAsync(run.UserId, job.Process, over.Token);
            var outcome = await OwnThread.Run(() => Compute(job, options, user, folder, watch, over.Token));
            published = await PublishAsync(run, job, watch, outcome);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Cancelled, deleted or taken over: whoever did it has said so in the database. Files may have been taken away under the engine's feet.
        }
        catch (Exception) when (over.IsCancellationRequested)
        {
            await FailAsync(run, watch,
                [new Fault(FaultCodes.RequestTimeout, $"The job has taken {options.MaxRuntime}, the most that its option 'max_runtime' allows.")]);
        }
        catch (Exception e)
        {
            // A deleted job loses its files before its worker hears of that: what goes wrong then is nobody's concern.
            if (await ledger.ExtendAsync(run, CancellationToken.None) > 0) await FailAsync(run, watch, RunFaults.Of(e));
        }
        finally
        {
            await stop.CancelAsync();
            await heart;
            if (published) files.DeleteOtherRuns(run.JobId, run.RunId);
            else await files.DeleteUnlistedAsync(run.JobId, run.RunId);
        }
    }

    // Kept, because another service may know them; told, because they may be misspelled.
    static void Warn(ClaimedRun run, List<string> faults, List<string> unknown, RunWatch watch)
    {
        if (run.Defaults is { } defaults) watch.Log(LogSeverity.Info, $"Options that the processes bring along, where the job has none: {defaults}");
        foreach (var fault in faults) watch.Log(LogSeverity.Warning, DefaultOptions.LeftOut(fault));
        if (unknown.Count > 0)
            watch.Log(LogSeverity.Warning,
                $"Job options that mean nothing here: {string.Join(", ", unknown)}. See GET /processing_parameters for those that do.");
    }

    RunOutcome Compute(Job job, JobOptions options, UserContext user, string folder, RunWatch watch, CancellationToken ct)
    {
        var plan = engine.Plan(job.Process, user, watch, ct);
        billing.DemandBudget(job.Budget, job.Plan, plan.Estimate.InputPixels, plan.Estimate.OutputBytes);
        var estimate = plan.Estimate;
        if (estimate.Windows > 0) watch.Log(LogSeverity.Info, $"Planned: {estimate.Windows} windows, {estimate.InputPixels} pixels to read.");
        var outcome = plan.Run(folder, options.Apply(OutputDefaults.Batch), watch, ct);
        return outcome is { Files.Count: 0, Value: { } value } ? outcome with { Files = [Save(value, folder, options.FilePrefix)] } : outcome;
    }

    Task<bool> PublishAsync(ClaimedRun run, Job job, RunWatch watch, RunOutcome outcome)
    {
        var usage = watch.Usage();
        var last = new LogEntry(clock.GetUtcNow(), LogSeverity.Info,
            $"Finished after {usage.DurationSeconds:0.0} s with {outcome.Files.Count} file{(outcome.Files.Count == 1 ? "" : "s")}.");
        var costs = billing.Cost(job.Plan, outcome.InputPixels, usage.CpuSeconds, outcome.Files.Sum(file => file.Size));
        return watch.HandOverAsync((entries, _) => ledger.PublishAsync(run, outcome, usage, costs, [.. entries, last], CancellationToken.None),
            CancellationToken.None);
    }

    Task<bool> FailAsync(ClaimedRun run, RunWatch watch, IReadOnlyList<Fault> faults) => watch.HandOverAsync(
        async (entries, complete) => await ledger.ListAsync(run, complete, CancellationToken.None)
        && await ledger.FailAsync(run, faults, entries, CancellationToken.None), CancellationToken.None);

    // A graph without cube and save_result has a bare value; in a batch job it becomes a file like any other result.
    static OutputFile Save(JsonElement value, string folder, string? prefix)
    {
        var name = prefix + "result.json";
        var content = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return new OutputFile(name, "JSON", "application/json", content.Length, Multihash.Of(content));
    }

    async Task BeatAsync(ClaimedRun run, RunWatch watch, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var (done, planned) = watch.Windows;
                var owned = await ledger.BeatAsync(run, done, planned, watch.Usage(), stop.Token);
                owned = owned && await watch.HandOverAsync(async (entries, complete) =>
                    (entries.Count == 0 || await ledger.LogAsync(run, entries, stop.Token)) && await ledger.ListAsync(run, complete, stop.Token), stop.Token);
                if (!owned) await stop.CancelAsync();
                await Task.Delay(Pulse, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                // The database may come back before the lease is over; until then the computation is worth going on.
                await Console.Error.WriteLineAsync($"Run {run.RunId}: no heartbeat, {e.Message}");
                await Task.Delay(Pulse, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
