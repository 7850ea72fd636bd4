using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Jobs;

namespace OpenEo.Slices.Api.Running;

/// <summary>What the service tells a worker: one JSON object a line on the worker's standard input. One request at a time.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Run), "run")]
[JsonDerivedType(typeof(Compute), "compute")]
[JsonDerivedType(typeof(Estimate), "estimate")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Cancel), "cancel")]
abstract record WorkerRequest
{
    /// <summary>Run a batch job that has been claimed; the worker reports to the database.</summary>
    public sealed record Run(ClaimedRun Claim) : WorkerRequest;

    /// <summary>Compute at once into a folder, unless the plan reads or writes more than is allowed.</summary>
    public sealed record Compute(string UserId, JsonElement Process, string Folder, SyncLimits Limits, JobOptions Options) : WorkerRequest;

    /// <summary>Type the graph and say what it would cost.</summary>
    public sealed record Estimate(string? UserId, JsonElement Process) : WorkerRequest;

    /// <summary>Look at a few items of a collection and say which dimensions it has.</summary>
    public sealed record Describe(string CollectionId) : WorkerRequest;

    /// <summary>Stop request <paramref name="Number"/> (counted from 1, without cancels) if it is still being done.</summary>
    public sealed record Cancel(int Number) : WorkerRequest;
}
