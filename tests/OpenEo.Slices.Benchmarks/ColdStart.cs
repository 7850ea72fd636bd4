namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: a service that restarts slowly is one that people fear to restart; deployments, crashes and tests wait for it.
/// WHAT: from making the process to the complete first answer of GET /openeo/v1/. The database files exist (an unmeasured start made them), but the embedded
/// PostgreSQL is started each time and is part of the time.
/// NOT SHOWN: the very first start, which creates the database; files that are not in the page cache; readiness of the workers for jobs.
/// </summary>
public static class ColdStart
{
    const int Starts = 5;

    /// <summary>Adds one row.</summary>
    public static async Task RunAsync(Scratch scratch, Report report, CancellationToken ct)
    {
        var seconds = new List<double>();
        for (var i = 0; i <= Starts; i++)
        {
            await using var service = await RunningService.StartAsync(scratch.Path("cold"), ct);
            if (i > 0) seconds.Add(service.ToFirstAnswer.TotalSeconds);
        }
        report.AddSeconds("Start of the process to the first answer of `GET /openeo/v1/`", seconds, "database exists, embedded PostgreSQL is started too");
    }
}
