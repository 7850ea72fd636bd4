using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>What a worker answers, in the same form: any number of <see cref="News"/>, then one of the others, which ends the request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Sign), "sign")]
[JsonDerivedType(typeof(Log), "log")]
[JsonDerivedType(typeof(Pulse), "pulse")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Computed), "computed")]
[JsonDerivedType(typeof(Estimated), "estimated")]
[JsonDerivedType(typeof(Described), "described")]
[JsonDerivedType(typeof(Faults), "faults")]
[JsonDerivedType(typeof(Canceled), "canceled")]
abstract record WorkerReply
{
    /// <summary>Told while a request is being done.</summary>
    public abstract record News : WorkerReply;

    /// <summary>Started and warm, in this cage.</summary>
    public sealed record Ready(CageReport Cage) : WorkerReply;

    /// <summary>A question to the service at any time, answered with <see cref="WorkerRequest.Signed"/>: an address to read an object from.</summary>
    public sealed record Sign(int Number, string Location) : WorkerReply;

    /// <summary>A log entry.</summary>
    public sealed record Log(LogEntry Entry) : News;

    /// <summary>The batch job goes on: windows that are done and planned (null: not known yet), and what it has used. Every half second.</summary>
    public sealed record Pulse(int Done, int? Planned, RunUsage Usage) : News;

    /// <summary>A file of the batch job is complete and will not be touched again.</summary>
    public sealed record Completed(OutputFile File) : News;

    /// <summary>
    /// The batch job has computed all its files; those that have not been told of before are in the folder too. Some are to be copied to workspaces.
    /// </summary>
    public sealed record Finished(IReadOnlyList<OutputFile> Files, IReadOnlyList<WorkspaceExport> Exports, long InputPixels, RunUsage Usage) : WorkerReply;

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
