using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: clients poll. A service that is near the speed of its database never is what they wait for.
/// WHAT: requests per second of the four most frequent endpoints with 1, 8 and 64 connections, made by wrk; beside the first three pgbench, which runs the very
/// SQL of the slice (read off the built service), prepared, on the same database with as many connections, in the same round. The ratio is what counts.
/// NOT SHOWN: networks; TLS; log-ins (the token has been seen before); databases with millions of jobs. Client, service and database share the machine's cores.
/// </summary>
public static partial class Throughput
{
    const int Jobs = 200;
    const int Seconds = 4;
    const string Graph = """{"add": {"process_id": "add", "arguments": {"x": 1, "y": 2}, "result": true}}""";

    static readonly int[] Connections = [1, 8, 64];

    sealed record Endpoint(string Name, string Path, string? Body, Sql? Same);

    sealed record Sql(string Slice, string Constant, IReadOnlyDictionary<string, string> Values);

    /// <summary>Adds a row for each endpoint and number of connections.</summary>
    public static async Task RunAsync(Scratch scratch, int rounds, Report report, CancellationToken ct)
    {
        await using var service = await RunningService.StartAsync(scratch.Path("throughput"), ct, limitRates: false);
        using var client = await Client.LogInAsync(service, ct);
        var id = "";
        for (var i = 0; i < Jobs; i++) id = await client.CreateAsync(Graph, ct);
        foreach (var endpoint in Endpoints(id))
        {
            var script = Path.Combine(service.Folder, "request.lua");
            await File.WriteAllTextAsync(script, Lua(endpoint, client.Token), ct);
            await WrkAsync(service, endpoint, script, 8, ct);   // compiled, pooled, prepared
            foreach (var connections in Connections)
            {
                var (ours, limits) = (new List<double>(), new List<double>());
                for (var round = 0; round < rounds; round++)
                {
                    if (endpoint.Same is { } sql) limits.Add(await PgbenchAsync(service, sql, connections, ct));
                    ours.Add(await WrkAsync(service, endpoint, script, connections, ct));
                }
                Add(report, endpoint.Name, connections, ours, limits);
            }
        }
    }

    static IEnumerable<Endpoint> Endpoints(string id)
    {
        var keys = new Dictionary<string, string> { ["JobId"] = $"'{id}'", ["UserId"] = "'demo'" };
        yield return new("GET /jobs/{id}", $"jobs/{id}", null, new("GetJob", "Select", keys));
        yield return new("GET /jobs (10 of 200)", "jobs?limit=10", null,
            new("ListJobs", "SelectPage", new Dictionary<string, string>(keys) { ["after"] = "'~'", ["count"] = "11" }));
        yield return new("POST /jobs", "jobs",
            """{"title": "Throughput", "process": {"process_graph": GRAPH}}""".Replace("GRAPH", Graph, StringComparison.Ordinal),
            new("CreateJob", "Insert", new Dictionary<string, string>(keys)
        {
            ["id"] = "'b-' || random()",
            ["Title"] = "'Throughput'",
            ["process"] = "'{\"process_graph\": " + Graph + "}'",
            ["level"] = "'info'",
            ["extra"] = "'{}'",
            ["now"] = "now()",
        }));
        yield return new("GET /processes", "processes", null, null);
    }

    static void Add(Report report, string name, int connections, List<double> ours, List<double> limits)
    {
        var what = $"`{name}`, {connections} connection{(connections == 1 ? "" : "s")}";
        var rate = $"{Text(Report.Median(ours))}/s";
        var each = string.Join(", ", ours.Select(Text));
        if (limits.Count == 0) report.Add(what, rate, each, $"{Seconds} s by wrk");
        else
        {
            var ratios = ours.Zip(limits, (our, limit) => our / limit).ToList();
            report.Add(what, string.Create(CultureInfo.InvariantCulture, $"{rate}, {100 * Report.Median(ratios):0} % of pgbench"), each,
                $"{Seconds} s by wrk; pgbench running the same SQL: {string.Join(", ", limits.Select(Text))}/s");
        }
    }

    static async Task<double> WrkAsync(RunningService service, Endpoint endpoint, string script, int connections, CancellationToken ct)
    {
        var output = await Tool.RunAsync(["wrk", "-t1", $"-c{connections}", $"-d{Seconds}s", "-s", script, service.Url + endpoint.Path], ct);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new BenchmarkException($"{endpoint.Name}: {output}");
        return Rate(WrkRate(), output);
    }

    static async Task<double> PgbenchAsync(RunningService service, Sql sql, int connections, CancellationToken ct)
    {
        var script = Path.Combine(service.Folder, "same.sql");
        await File.WriteAllTextAsync(script,
            Parameter().Replace(ServiceSql.Read(sql.Slice, sql.Constant), name => sql.Values.GetValueOrDefault(name.Groups[1].Value, "NULL")) + ";\n", ct);
        var output = await Tool.RunAsync(
            ["pgbench", "-n", "-M", "prepared", "-c", $"{connections}", "-j", "1", "-T", $"{Seconds}", "-f", script, "-h",
                Path.Combine(service.Folder, "postgres"), "-U", "openeo", "openeo"], ct);
        return Rate(PgbenchRate(), output);
    }

    static double Rate(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new BenchmarkException($"No rate in '{output.Trim()}'.");

    static string Lua(Endpoint endpoint, string token) =>
        $"wrk.headers[\"Authorization\"] = \"Bearer {token}\"\n" + (endpoint.Body is null ? ""
            : $"wrk.method = \"POST\"\nwrk.body = [[{endpoint.Body}]]\nwrk.headers[\"Content-Type\"] = \"application/json\"\n");

    static string Text(double rate) => rate.ToString("0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex WrkRate();

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex PgbenchRate();

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Parameter();
}
