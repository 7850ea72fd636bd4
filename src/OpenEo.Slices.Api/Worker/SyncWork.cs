using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Worker;

/// <summary>What a worker does for a client who waits: compute into a folder, or only plan.</summary>
sealed class SyncWork(ProcessingEngine engine, UserContexts users, Billing billing, TimeProvider clock)
{
    /// <summary>Plans and, when the plan is within the limits, computes. Fails with <c>ProcessGraphComplexity</c> when it is not.</summary>
    public async Task<WorkerReply> ComputeAsync(WorkerRequest.Compute request, Action<LogEntry> log, CancellationToken ct)
    {
        var user = await users.OpenAsync(request.UserId, request.Process, ct);
        return await OwnThread.Run<WorkerReply>(() => Compute(request, user, new Observer(clock, log), ct));
    }

    /// <summary>Types the graph and says what it would cost.</summary>
    public async Task<WorkerReply> EstimateAsync(WorkerRequest.Estimate request, Action<LogEntry> log, CancellationToken ct)
    {
        var user = await users.OpenAsync(request.UserId, request.Process, ct);
        return await OwnThread.Run<WorkerReply>(() =>
        {
            var plan = engine.Plan(request.Process, user, new Observer(clock, log), ct);
            return new WorkerReply.Estimated(plan.Estimate, PlannedResult.ToJson(plan.Results));
        });
    }

    WorkerReply.Computed Compute(WorkerRequest.Compute request, UserContext user, Observer observer, CancellationToken ct)
    {
        var plan = engine.Plan(request.Process, user, observer, ct);
        var (estimate, limits) = (plan.Estimate, request.Limits);
        if (estimate.InputPixels > limits.MaximumPixels || estimate.OutputBytes > limits.MaximumBytes)
        {
            throw new ProcessGraphException(new Fault(FaultCodes.ProcessGraphComplexity,
                $"The process reads {estimate.InputPixels} pixels and gives {estimate.OutputBytes} bytes; a synchronous answer may take "
                + $"{limits.MaximumPixels} and {limits.MaximumBytes}. Run it as a batch job."));
        }
        billing.DemandBudget(limits.Budget, limits.Plan, estimate.InputPixels, estimate.OutputBytes);
        Directory.CreateDirectory(request.Folder);
        using var usage = new RunWatch(clock);
        var outcome = plan.Run(request.Folder, request.Options.Apply(OutputDefaults.Sync), observer, ct);
        var costs = billing.Cost(limits.Plan, outcome.InputPixels, usage.Usage().CpuSeconds, outcome.Files.Sum(file => file.Size));
        return new WorkerReply.Computed([.. outcome.Files.Select(file => new SyncFile(file.Name, file.MediaType, file.Size))],
            outcome.Value?.GetRawText(), costs);
    }

    sealed class Observer(TimeProvider clock, Action<LogEntry> log) : IRunObserver
    {
        public void Progress(int done, int planned)
        {
            // Nobody asks for the progress of something that is awaited.
        }

        public void Completed(OutputFile file)
        {
            // Nor for a part of it.
        }

        public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null) =>
            log(new LogEntry(clock.GetUtcNow(), severity, message, node, code, data));
    }
}
