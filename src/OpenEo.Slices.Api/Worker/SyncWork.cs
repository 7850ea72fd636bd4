using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Worker;

/// <summary>What a worker does for a client who waits: compute into a folder, or only plan.</summary>
sealed class SyncWork(ProcessingEngine engine, MemoryShare memory, Billing billing, TimeProvider clock)
{
    /// <summary>Plans and, when the plan is within the limits, computes. Fails with <c>ProcessGraphComplexity</c> when it is not.</summary>
    public Task<WorkerReply> ComputeAsync(WorkerRequest.Compute request, Action<WorkerReply.News> tell, CancellationToken ct) =>
        OwnThread.Run<WorkerReply>(() => Compute(request, new RunObserver(clock, tell), ct));

    /// <summary>Types the graph and says what it would cost.</summary>
    public Task<WorkerReply> EstimateAsync(WorkerRequest.Estimate request, Action<WorkerReply.News> tell, CancellationToken ct) =>
        OwnThread.Run<WorkerReply>(() =>
        {
            var plan = engine.Plan(request.Process, request.User.Open(), new RunObserver(clock, tell), ct, memory.For(request.Memory));
            return new WorkerReply.Estimated(plan.Estimate, PlannedResult.ToJson(plan.Results));
        });

    WorkerReply.Computed Compute(WorkerRequest.Compute request, RunObserver observer, CancellationToken ct)
    {
        var plan = engine.Plan(request.Process, request.User.Open(), observer, ct, memory.For(request.Memory));
        if (plan.Exports)
            throw new ProcessGraphException(
                new Fault(FaultCodes.FeatureUnsupported, "Results are exported to workspaces by batch jobs; this is no batch job."));
        var (estimate, limits) = (plan.Estimate, request.Limits);
        if (estimate.InputPixels > limits.MaximumPixels || estimate.OutputBytes > limits.MaximumBytes)
        {
            throw new ProcessGraphException(new Fault(FaultCodes.ProcessGraphComplexity,
                $"The process reads {estimate.InputPixels} pixels and gives {estimate.OutputBytes} bytes; a synchronous answer may take "
                + $"{limits.MaximumPixels} and {limits.MaximumBytes}. Run it as a batch job."));
        }
        billing.DemandBudget(limits.Budget, limits.Plan, estimate.InputPixels, estimate.OutputBytes);
        using var watch = new RunWatch();
        var outcome = plan.Run(request.Folder, request.Options.Apply(OutputDefaults.Sync), observer, ct);
        var costs = billing.Cost(limits.Plan, outcome.InputPixels, watch.Usage().CpuSeconds, outcome.Files.Sum(file => file.Size));
        return new WorkerReply.Computed([.. outcome.Files.Select(file => new SyncFile(file.Name, file.MediaType, file.Size))],
            outcome.Value?.GetRawText(), costs);
    }
}
