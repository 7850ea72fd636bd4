using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>What the service tells a worker: one JSON object a line on the worker's standard input. One request at a time.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Run), "run")]
[JsonDerivedType(typeof(Compute), "compute")]
[JsonDerivedType(typeof(Estimate), "estimate")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Cancel), "cancel")]
public abstract record WorkerRequest
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
public abstract record WorkerReply
{
    /// <summary>Started and warm.</summary>
    public sealed record Ready : WorkerReply;

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

/// <summary>What a synchronous answer may take: pixels to read, bytes to write, and costs (null: any) under a billing plan.</summary>
public sealed record SyncLimits(long MaximumPixels, long MaximumBytes, double? Budget, string? Plan);

/// <summary>A file of a synchronous result.</summary>
public sealed record SyncFile(string Name, string MediaType, long Size);

/// <summary>Reads and writes the lines of the worker protocol.</summary>
public static class WorkerProtocol
{
    // NaN and infinities of results are strings already; graphs may be as deep as requests are.
    static readonly JsonSerializerOptions Options = new(Json.Options) { MaxDepth = 256, AllowOutOfOrderMetadataProperties = true };

    /// <summary>One line, without its end.</summary>
    public static string Write<T>(T message) => JsonSerializer.Serialize(message, Options);

    /// <summary>The message, or null when the line is none: a library may have printed something.</summary>
    public static T? TryRead<T>(string line) where T : class
    {
        if (!line.StartsWith('{')) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
