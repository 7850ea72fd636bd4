namespace OpenEo.Slices.Api.Jobs;

/// <summary>The status of a job, as the API and the database spell it. It moves by statements that name the status that they may leave.</summary>
static class JobStatus
{
    /// <summary>Stored, and not started since it was last changed or canceled.</summary>
    public const string Created = "created";

    /// <summary>Started; waits for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker has it.</summary>
    public const string Running = "running";

    /// <summary>Stopped by its user after something had been computed.</summary>
    public const string Canceled = "canceled";

    /// <summary>Its results are there.</summary>
    public const string Finished = "finished";

    /// <summary>It failed; its log says why.</summary>
    public const string Error = "error";

    /// <summary>Every status.</summary>
    public static IReadOnlyList<string> All { get; } = [Created, Queued, Running, Canceled, Finished, Error];

    /// <summary>
    /// Percent of windows that are done, of a row <c>j</c> of <c>jobs</c> and <c>r</c> of its current run: of a job that stopped, how far it came. Jobs that
    /// wait have none.
    /// </summary>
    public const string Progress = """
        CASE
            WHEN j.status = 'finished' THEN 100
            WHEN j.status IN ('running', 'error', 'canceled') THEN floor(1000.0 * r.windows_done / nullif(r.windows_planned, 0)) / 10
        END::double precision
        """;

    /// <summary>Whether a run is under way or waits: such a job cannot be changed.</summary>
    public static bool IsActive(string status) => status is Queued or Running;

    /// <summary>Whether the job's run has come to an end.</summary>
    public static bool HasEnded(string status) => status is Finished or Error or Canceled;
}
