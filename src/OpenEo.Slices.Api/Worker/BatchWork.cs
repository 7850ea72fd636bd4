using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Worker;

/// <summary>The worker's side of a batch job: plan and compute. A pulse every half second tells the service of progress, and that this process lives.</summary>
sealed class BatchWork(ProcessingEngine engine, MemoryShare memory, Billing billing, TimeProvider clock)
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>Computes the files of a job into its folder.</summary>
    public async Task<WorkerReply> ExecuteAsync(WorkerRequest.Run request, Action<WorkerReply.News> tell, CancellationToken ct)
    {
        using var watch = new RunWatch();
        var observer = new RunObserver(clock, tell);
        await using var pulse = new Timer(_ => Pulse(watch, observer, tell), null, TimeSpan.Zero, Beat);
        var outcome = await OwnThread.Run(() => Compute(request, observer, ct));
        return new WorkerReply.Finished(outcome.Files, outcome.Exports, outcome.InputPixels, watch.Usage());
    }

    static void Pulse(RunWatch watch, RunObserver observer, Action<WorkerReply.News> tell)
    {
        var (done, planned) = observer.Windows;
        tell(new WorkerReply.Pulse(done, planned, watch.Usage()));
    }

    RunOutcome Compute(WorkerRequest.Run request, RunObserver observer, CancellationToken ct)
    {
        var plan = engine.Plan(request.Process, request.User.Open(), observer, ct, memory.For(request.Memory));
        var estimate = plan.Estimate;
        billing.DemandBudget(request.Budget, request.Plan, estimate.InputPixels, estimate.OutputBytes);
        if (estimate.Windows > 0) observer.Log(LogSeverity.Info, $"Planned: {estimate.Windows} windows, {estimate.InputPixels} pixels to read.");
        var own = Path.Combine(request.Folder, ResultFiles.KeptName);
        using var kept = new KeptWindows(File.Exists(own) ? own : null, request.Kept);
        var outcome = plan.Run(request.Folder, request.Options.Apply(OutputDefaults.Batch), observer, ct, kept);
        if (request.Kept.Count > 0)
            observer.Log(LogSeverity.Info, $"Kept from earlier tries: {kept.Taken} of {estimate.Windows} windows; the others were computed.");
        return outcome is { Files.Count: 0, Value: { } value }
            ? outcome with { Files = [Save(value, request.Folder, request.Options.FilePrefix)] } : outcome;
    }

    // A graph without cube and save_result has a bare value; in a batch job it becomes a file like any other result.
    static OutputFile Save(JsonElement value, string folder, string? prefix)
    {
        var name = prefix + "result.json";
        var content = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return new OutputFile(name, "JSON", "application/json", content.Length, Multihash.Of(content));
    }
}
