using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>What a worker answers, in the same form. <see cref="Log"/> comes any number of times before one of the others ends the request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Log), "log")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Computed), "computed")]
[JsonDerivedType(typeof(Estimated), "estimated")]
[JsonDerivedType(typeof(Described), "described")]
[JsonDerivedType(typeof(Faults), "faults")]
[JsonDerivedType(typeof(Canceled), "canceled")]
abstract record WorkerReply
{
    /// <summary>Started and warm, in this cage.</summary>
    public sealed record Ready(CageReport Cage) : WorkerReply;

    /// <summary>A log entry of a request that is not a batch job.</summary>
    public sealed record Log(LogEntry Entry) : WorkerReply;

    /// <summary>The run has ended, whichever way; the database says how.</summary>
    public sealed record Done : WorkerReply;

    /// <summary>The files are in the folder, or the result is a bare value, here as JSON text (which may be <c>null</c>).</summary>
    public sealed record Computed(IReadOnlyList<SyncFile> Files, string? Value, double Costs) : WorkerReply;

    /// <summary>
    /// The graph is sound, would cost this and give these cubes (<see cref="PlannedResult"/> as JSON). What was noticed on the way was told as log entries.
    /// </summary>
    public sealed record Estimated(PlanEstimate Estimate, JsonElement Results) : WorkerReply;

    /// <summary>The dimensions, as <c>cube:dimensions</c>; null when nothing tells.</summary>
    public sealed record Described(JsonElement? Dimensions) : WorkerReply;

    /// <summary>The graph or its data are at fault.</summary>
    public sealed record Faults(IReadOnlyList<Fault> All) : WorkerReply;

    /// <summary>Stopped as told.</summary>
    public sealed record Canceled : WorkerReply;
}
