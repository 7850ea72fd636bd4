using System.Diagnostics;
using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: the work that Earth observation services exist for, next to the two tools that say what is slow and what is possible on the same cores.
/// WHAT: NDVI, clouds (SCL 9) masked, median over time of 12 dates × 4096² pixels × 3 bands, as a batch job with a GeoTIFF at the end. In each round the
/// service, then GDAL that only decodes the same files on two threads (the limit), then xarray + dask (the peer). An unmeasured decode comes first, so that all
/// find the files in the page cache. The scripts' seconds are those that they print, which leaves out Python's imports; the service's are from
/// <c>started</c> to <c>updated</c> of the finished job. Only ratios within one round compare.
/// NOT SHOWN: data on object storage; many users at once; warping, as all scenes share one grid; the limit encodes no output, so it is not quite reachable.
/// </summary>
public static class CloudFreeMedian
{
    internal const string Graph = """
        {
          "load": {"process_id": "load_collection", "arguments": {
            "id": "S2_STACK", "spatial_extent": null, "temporal_extent": null, "bands": ["B04", "B08", "SCL"]}},
          "scl": {"process_id": "filter_bands", "arguments": {"data": {"from_node": "load"}, "bands": ["SCL"]}},
          "cloud": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "scl"}, "dimension": "bands", "reducer": {"process_graph": {
            "class": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "index": 0}},
            "is": {"process_id": "eq", "arguments": {"x": {"from_node": "class"}, "y": 9}, "result": true}}}}},
          "clear": {"process_id": "mask", "arguments": {"data": {"from_node": "load"}, "mask": {"from_node": "cloud"}}},
          "ndvi": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "clear"}, "dimension": "bands", "reducer": {"process_graph": {
            "nir": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B08"}},
            "red": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B04"}},
            "index": {"process_id": "normalized_difference", "arguments": {"x": {"from_node": "nir"}, "y": {"from_node": "red"}}, "result": true}}}}},
          "median": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "ndvi"}, "dimension": "t", "reducer": {"process_graph": {
            "median": {"process_id": "median", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "median"}, "format": "GTiff"}, "result": true}
        }
        """;

    // No-data is compared as no-data, whatever value or mask a file says it with.
    const string Compare = """
        import sys
        import numpy as np
        import rasterio

        (ours, our_place), (theirs, their_place) = [
            (f.read(1, masked=True).astype("float64").filled(np.nan), (f.transform, f.crs)) for f in map(rasterio.open, sys.argv[1:])]
        if ours.shape != theirs.shape or our_place != their_place:
            sys.exit(print(f"different grids: {ours.shape} {our_place}, {theirs.shape} {their_place}"))
        same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
        far = ~(same | (np.abs(ours - theirs) <= 1e-6))
        largest = np.nanmax(np.abs(ours - theirs))
        print(f"{'equal' if not far.any() else 'different'}: {ours.size} pixels, {np.isnan(ours).sum()} without data, {(~same).sum()} not equal bit for bit, "
              f"{far.sum()} more than 1e-6 apart or without data in one only, largest difference {largest:.2g}")
        """;

    /// <summary>Adds the rows; fails the report when the pixels are not those of the peer.</summary>
    public static async Task RunAsync(Scratch scratch, int count, Report report, CancellationToken ct)
    {
        var stack = await FindStackAsync(scratch, ct);
        await DecodeAsync(stack, ct);
        var ours = scratch.Path("service.tif");
        var theirs = scratch.Path("peer.tif");
        var rounds = new List<Round>();
        await using (var service = await RunningService.StartAsync(scratch.Path("w1"), ct, true, (Path.Combine(stack, "collection.json"), "")))
        {
            using var client = await Client.LogInAsync(service, ct);
            for (var i = 0; i < count; i++) rounds.Add(await MeasureAsync(service, client, stack, ours, theirs, ct));
        }
        var difference = (await Tool.RunAsync([Tool.Python, "-c", Compare, ours, theirs], ct)).Trim();
        Add(report, rounds, difference);
    }

    /// <summary>The series of scenes that was named, or one that is made.</summary>
    internal static async Task<string> FindStackAsync(Scratch scratch, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("OPENEO_STACK") is { Length: > 0 } given) return Path.GetFullPath(given);
        var made = scratch.Path("stack");
        await Console.Error.WriteLineAsync("Making the series of scenes; set OPENEO_STACK to a folder of make_stack.py to use that instead.");
        await Tool.RunScriptAsync("make_stack.py", [made], ct);
        return made;
    }

    static async Task<Round> MeasureAsync(
        RunningService service, Client client, string stack, string ours, string theirs, CancellationToken ct)
    {
        var id = await client.CreateAsync(Graph, ct);
        var memory = new MemoryWatch(service);
        double stated, wall;
        await using (memory)
        {
            var watch = Stopwatch.StartNew();
            await client.StartAsync(id, ct);
            var job = await client.FinishAsync(id, ct);
            wall = watch.Elapsed.TotalSeconds;
            stated = (StartLatency.TimeOf(job, "updated") - StartLatency.TimeOf(job, "started")).TotalSeconds;
        }
        await client.DownloadAsync(id, ours, ct);
        var limit = await DecodeAsync(stack, ct);
        var peer = await Tool.RunScriptAsync("peer_ndvi_median.py", [stack, theirs], ct);
        return new Round(stated, wall, limit, Tool.SecondsIn(peer), memory.ServicePeak / 1e6, memory.DatabasePeak / 1e6, Tool.PeakIn(peer));
    }

    static async Task<double> DecodeAsync(string stack, CancellationToken ct) =>
        Tool.SecondsIn(await Tool.RunScriptAsync("limit_decode.py", [stack, "B04,B08,SCL"], ct));

    static void Add(Report report, List<Round> rounds, string difference)
    {
        report.AddSeconds("W1, service: `started` to finished", [.. rounds.Select(round => round.Stated)], "12 × 4096² × (B04, B08, SCL)");
        report.AddSeconds("W1, service: `POST results` to finished", [.. rounds.Select(round => round.Wall)], "client polls every 20 ms");
        report.AddSeconds("W1, limit: decode the same blocks", [.. rounds.Select(round => round.Limit)], "GDAL on 2 threads, no computation, no output");
        report.AddSeconds("W1, peer: xarray + dask", [.. rounds.Select(round => round.Peer)], "without Python's imports");
        report.AddRatios("W1, service / limit", [.. rounds.Select(round => round.Stated / round.Limit)], "of one round each; 1 would be the limit");
        report.AddRatios("W1, peer / service", [.. rounds.Select(round => round.Peer / round.Stated)], "of one round each; above 1: service faster");
        AddPeak(report, "W1, peak memory of service and workers", rounds.Select(round => round.Memory),
            "sum of resident sets, every 50 ms, without PostgreSQL");
        AddPeak(report, "W1, peak memory of PostgreSQL", rounds.Select(round => round.Database), "the same; shared buffers counted in each process");
        AddPeak(report, "W1, peak memory of the peer", rounds.Select(round => round.PeerMemory), "as it prints itself");
        var equal = difference.StartsWith("equal", StringComparison.Ordinal);
        report.AddCheck("W1, pixels of service and peer equal", equal, difference, "last round, to 1e-6");
    }

    static void AddPeak(Report report, string what, IEnumerable<double> megabytes, string how)
    {
        var texts = megabytes.ToArray();
        report.Add(what, $"highest {Text(texts.Max())} MB", string.Join(", ", texts.Select(Text)), how);

        static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
    }

    sealed record Round(double Stated, double Wall, double Limit, double Peer, double Memory, double Database, double PeerMemory);
}
