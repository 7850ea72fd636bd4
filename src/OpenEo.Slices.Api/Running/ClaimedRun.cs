using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Running;

/// <summary>A run that one worker owns until it ends or its lease expires.</summary>
/// <param name="RunId">Its number.</param>
/// <param name="JobId">Its job.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Worker">Names the owner.</param>
/// <param name="Tries">Which try of a start it is: 1, and one more for each worker that was lost.</param>
/// <param name="Extra">JSON of the job's members that the API does not define.</param>
/// <param name="Defaults">JSON of the options that its processes bring along.</param>
sealed record ClaimedRun(long RunId, string JobId, string UserId, string Worker, int Tries, string? Extra, string? Defaults)
{
    /// <summary>What is asked of the computation, as far as it is right and means something here.</summary>
    public JobOptions ReadOptions() => ReadOptions([], []);

    /// <summary>
    /// What is asked of the computation, with what is wrong with some options (of called processes: the job's own have been checked) and those that mean
    /// nothing here.
    /// </summary>
    public JobOptions ReadOptions(ICollection<string> faults, ICollection<string> unknown) =>
        Extra is null or "{}" && Defaults is null ? JobOptions.None : JobOptions.Read(Parse(Extra ?? "{}"), faults, unknown, Parse(Defaults ?? "{}"));

    static Dictionary<string, JsonElement> Parse(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, Json.Options)!;
}
