using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// What the service tells a worker: one JSON object a line on the worker's standard input. One request at a time. A request has all that the worker needs:
/// it has no database.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Run), "run")]
[JsonDerivedType(typeof(Compute), "compute")]
[JsonDerivedType(typeof(Estimate), "estimate")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Signed), "signed")]
abstract record WorkerRequest
{
    /// <summary>Bytes that the worker may take for it in all; the service ends one that takes more. Null: nobody looks.</summary>
    public long? Memory { get; init; }

    /// <summary>The user's files: as he knows them, and where the worker finds them.</summary>
    [JsonIgnore]
    public virtual IReadOnlyDictionary<string, string> Files => new Dictionary<string, string>();

    /// <summary>
    /// Run a batch job into a folder and tell of its progress. Windows that earlier tries have kept are in the files that are named; its own go to
    /// <see cref="Storage.ResultFiles.KeptName"/> in the folder, if that is there.
    /// </summary>
    public sealed record Run(HandedContext User, JsonElement Process, string Folder, double? Budget, string? Plan, JobOptions Options,
        IReadOnlyList<string> Kept) : WorkerRequest
    {
        /// <inheritdoc/>
        public override IReadOnlyDictionary<string, string> Files => User.Files;
    }

    /// <summary>Compute at once into a folder, unless the plan reads or writes more than is allowed.</summary>
    public sealed record Compute(HandedContext User, JsonElement Process, string Folder, SyncLimits Limits, JobOptions Options) : WorkerRequest
    {
        /// <inheritdoc/>
        public override IReadOnlyDictionary<string, string> Files => User.Files;
    }

    /// <summary>Type the graph and say what it would cost.</summary>
    public sealed record Estimate(HandedContext User, JsonElement Process) : WorkerRequest
    {
        /// <inheritdoc/>
        public override IReadOnlyDictionary<string, string> Files => User.Files;
    }

    /// <summary>Look at a few items of a collection and say which dimensions it has.</summary>
    public sealed record Describe(string CollectionId) : WorkerRequest;

    /// <summary>Stop request <paramref name="Number"/> (counted from 1, without cancels and answers) if it is still being done.</summary>
    public sealed record Cancel(int Number) : WorkerRequest;

    /// <summary>The answer to question <paramref name="Number"/> of <see cref="WorkerReply.Sign"/>: the address, or why there is none.</summary>
    public sealed record Signed(int Number, SignedAddress? Address, string? Refusal) : WorkerRequest;
}
