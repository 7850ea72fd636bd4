using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: whoever starts a small job waits for the queue, not for the computation.
/// WHAT: of 50 jobs (1 + 2) one after another on an idle service, all times as the service states them: <c>queued</c>, the time of POST results, to
/// <c>started</c>, when a runner took the job; and to the time of the job's first log entry after "Queued.", which the worker writes before it computes.
/// NOT SHOWN: HTTP round trips; queues that are not empty; workers on other machines (Slurm, Kubernetes); the first jobs after a start, which wait until
/// workers are warm: three unmeasured jobs come first.
/// </summary>
public static class StartLatency
{
    const int Jobs = 50;
    const int Unmeasured = 3;
    const string Graph = """{"add": {"process_id": "add", "arguments": {"x": 1, "y": 2}, "result": true}}""";

    /// <summary>Adds two rows.</summary>
    public static async Task RunAsync(Scratch scratch, Report report, CancellationToken ct)
    {
        await using var service = await RunningService.StartAsync(scratch.Path("latency"), ct);
        using var client = await Client.LogInAsync(service, ct);
        var taken = new List<double>();
        var running = new List<double>();
        for (var i = 0; i < Unmeasured + Jobs; i++)
        {
            var id = await client.CreateAsync(Graph, ct);
            await client.StartAsync(id, ct);
            var job = await client.FinishAsync(id, ct);
            if (i < Unmeasured) continue;
            var queued = TimeOf(job, "queued");
            taken.Add((TimeOf(job, "started") - queued).TotalMilliseconds);
            running.Add((await FirstEntryAsync(client, id, ct) - queued).TotalMilliseconds);
        }
        Add(report, "Batch job 1 + 2: `queued` to `started`", taken);
        Add(report, "Batch job 1 + 2: `queued` to the worker's log entry \"Started\"", running);
    }

    /// <summary>A time that a job states.</summary>
    public static DateTimeOffset TimeOf(JsonNode item, string member) => DateTimeOffset.Parse(item[member]!.GetValue<string>(), CultureInfo.InvariantCulture);

    static async Task<DateTimeOffset> FirstEntryAsync(Client client, string id, CancellationToken ct)
    {
        var logs = (await client.GetAsync($"jobs/{id}/logs", ct))["logs"]!.AsArray();
        var entry = logs.FirstOrDefault(entry => entry!["message"]!.GetValue<string>().StartsWith("Started", StringComparison.Ordinal));
        return TimeOf(entry ?? throw new BenchmarkException($"Job {id} has no log entry \"Started\"."), "time");
    }

    static void Add(Report report, string what, List<double> milliseconds) => report.Add(
        what,
        string.Create(CultureInfo.InvariantCulture, $"p50 {Report.Percentile(milliseconds, 0.50):0.0} ms, p99 {Report.Percentile(milliseconds, 0.99):0.0} ms"),
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds.Min():0.0} to {milliseconds.Max():0.0} ms"),
        $"{Jobs} jobs one after another on an idle service; the p99 of {Jobs} is the slowest one");
}
