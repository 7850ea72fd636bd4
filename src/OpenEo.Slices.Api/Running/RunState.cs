namespace OpenEo.Slices.Api.Running;

/// <summary>The state of one run of a job, as the database spells it.</summary>
static class RunState
{
    /// <summary>Waits for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker owns it until its lease ends.</summary>
    public const string Running = "running";

    /// <summary>Its results were published.</summary>
    public const string Finished = "finished";

    /// <summary>The graph or the data were at fault.</summary>
    public const string Error = "error";

    /// <summary>The user did not want it any more.</summary>
    public const string Canceled = "canceled";

    /// <summary>Its worker is gone; another run of the job may follow.</summary>
    public const string Lost = "lost";

    /// <summary>Every state.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Running, Finished, Error, Canceled, Lost];
}
