using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Running;

/// <summary>What a worker does for a client who waits: compute into a folder, or only plan.</summary>
public sealed class RunNow(ProcessingEngine engine, UserContexts users, TimeProvider clock)
{
    /// <summary>Plans and, when the plan is within the limits, computes. Fails with <c>ProcessGraphComplexity</c> when it is not.</summary>
    public async Task<WorkerReply> ComputeAsync(WorkerRequest.Compute request, Action<LogEntry> log, CancellationToken ct)
    {
        var user = await users.OpenAsync(request.UserId, request.Process, ct);
        return await WorkerMain.OnThread<WorkerReply>(() => Compute(request, user, new Observer(clock, log), ct));
    }

    /// <summary>Types the graph and says what it would cost.</summary>
    public async Task<WorkerReply> EstimateAsync(WorkerRequest.Estimate request, Action<LogEntry> log, CancellationToken ct)
    {
        var user = await users.OpenAsync(request.UserId, request.Process, ct);
        return await WorkerMain.OnThread<WorkerReply>(() =>
        {
            var plan = engine.Plan(request.Process, user, new Observer(clock, log), ct);
            return new WorkerReply.Estimated(plan.Estimate, PlannedResult.ToJson(plan.Results));
        });
    }

    WorkerReply.Computed Compute(WorkerRequest.Compute request, UserContext user, Observer observer, CancellationToken ct)
    {
        var plan = engine.Plan(request.Process, user, observer, ct);
        var estimate = plan.Estimate;
        if (estimate.InputPixels > request.MaximumPixels || estimate.OutputBytes > request.MaximumBytes)
        {
            throw new ProcessGraphException(new Fault("ProcessGraphComplexity",
                $"The process reads {estimate.InputPixels} pixels and gives {estimate.OutputBytes} bytes; an immediate answer may take {request.MaximumPixels} and {request.MaximumBytes}. Run it as a batch job."));
        }
        Directory.CreateDirectory(request.Folder);
        var outcome = plan.Run(request.Folder, OutputDefaults.Sync, observer, ct);
        return new WorkerReply.Computed([.. outcome.Files.Select(file => new SyncFile(file.Name, file.MediaType, file.Size))], outcome.Value?.GetRawText());
    }

    sealed class Observer(TimeProvider clock, Action<LogEntry> log) : IRunObserver
    {
        public void Progress(int done, int planned)
        {
            // Nobody asks for the progress of something that is awaited.
        }

        public void Log(string level, string message, string? node = null, string? code = null) =>
            log(new LogEntry(clock.GetUtcNow(), LogLevels.Number(level), message, node, code));
    }
}
