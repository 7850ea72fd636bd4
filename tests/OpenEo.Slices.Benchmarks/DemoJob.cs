using System.Diagnostics;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: the first thing that a newcomer does; he should not have to wait for it.
/// WHAT: NDVI and its median over time of the whole demo collection as a GeoTIFF: from POST /jobs to the status finished, as a client that asks every 20 ms
/// sees it; create, queue, computation and publishing included.
/// NOT SHOWN: throughput, because the demo collection is small; the download.
/// </summary>
public static class DemoJob
{
    const int Rounds = 3;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Adds one row; it says so when the service has no such collection.</summary>
    public static async Task RunAsync(Scratch scratch, string collection, Report report, CancellationToken ct)
    {
        var what = $"NDVI, median over time of `{collection}`: `POST /jobs` to finished";
        await using var service = await RunningService.StartAsync(scratch.Path("demo"), ct);
        using var client = await Client.LogInAsync(service, ct);
        if (!await AppearsAsync(client, collection, ct))
        {
            report.Add(what, "skipped", "", $"the service has no collection `{collection}` {Patience.TotalSeconds} s after its start");
            return;
        }
        var seconds = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            var id = await client.CreateAsync(Graph(collection), ct);
            await client.StartAsync(id, ct);
            await client.FinishAsync(id, ct);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }
        report.AddSeconds(what, seconds, "whole extent, GeoTIFF, client polls every 20 ms");
    }

    static async Task<bool> AppearsAsync(Client client, string collection, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (!await client.ExistsAsync($"collections/{Uri.EscapeDataString(collection)}", ct))
        {
            if (waited.Elapsed > Patience) return false;
            await Task.Delay(250, ct);
        }
        return true;
    }

    static string Graph(string collection) => """
        {
          "load": {"process_id": "load_collection", "arguments": {
            "id": "COLLECTION", "spatial_extent": null, "temporal_extent": null, "bands": ["B04", "B08"]}},
          "ndvi": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "load"}, "dimension": "bands", "reducer": {"process_graph": {
            "nir": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B08"}},
            "red": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B04"}},
            "index": {"process_id": "normalized_difference", "arguments": {"x": {"from_node": "nir"}, "y": {"from_node": "red"}}, "result": true}}}}},
          "median": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "ndvi"}, "dimension": "t", "reducer": {"process_graph": {
            "median": {"process_id": "median", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "median"}, "format": "GTiff"}, "result": true}
        }
        """.Replace("COLLECTION", collection, StringComparison.Ordinal);
}
