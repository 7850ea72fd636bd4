using System.Globalization;
using System.Text;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: time series of fields are what most graphs with geometries ask for. WHAT: the mean of 10,000 polygons for 12 dates of 4096² pixels, as a batch job with
/// an uploaded GeoJSON and a CSV at the end. In each round the service, then rasterio + numpy as a good script does it: all dates decoded on two threads, then
/// a mask for each polygon, made once for all dates. The script's seconds are those that it prints, without Python's imports; the service's are from
/// <c>started</c> to <c>updated</c> of the finished job. Only ratios within one round compare.
/// NOT SHOWN: data on object storage; more bands; medians, which need all pixels at once.
/// </summary>
public static class ZonalMean
{
    const int Across = 100, Cell = 400, Pitch = 405, Left = 600_000, Top = 5_200_020;

    const string Graph = """
        {
          "load": {"process_id": "load_collection", "arguments": {
            "id": "S2_STACK", "spatial_extent": null, "temporal_extent": null, "bands": ["B04"]}},
          "fields": {"process_id": "load_uploaded_files", "arguments": {"paths": ["fields.geojson"], "format": "GeoJSON"}},
          "mean": {"process_id": "aggregate_spatial", "arguments": {"data": {"from_node": "load"}, "geometries": {"from_node": "fields"}, "reducer": {
            "process_graph": {"mean": {"process_id": "mean", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "mean"}, "format": "CSV"}, "result": true}
        }
        """;

    const string Peer = """
        import glob, json, sys, time
        from concurrent.futures import ThreadPoolExecutor
        import numpy as np
        import rasterio
        from rasterio.features import geometry_mask
        from rasterio.windows import Window, transform as placed
        stack, fields, out = sys.argv[1:]
        start = time.perf_counter()
        files = sorted(glob.glob(stack + "/S2_*/B04.tif"))
        def read(path):
            with rasterio.open(path) as src:
                return src.read(1), src.transform, src.nodata
        with ThreadPoolExecutor(2) as pool:
            read_all = list(pool.map(read, files))
        cells, transform, nodata = np.stack([one[0] for one in read_all]), read_all[0][1], read_all[0][2]
        rows = []
        for feature in json.load(open(fields))["features"]:
            geometry = feature["geometry"]
            xs, ys = zip(*geometry["coordinates"][0])
            left, top = ~transform * (min(xs), max(ys))
            right, bottom = ~transform * (max(xs), min(ys))
            left, top, right, bottom = int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))
            mask = geometry_mask([geometry], (bottom - top, right - left), placed(Window(left, top, right - left, bottom - top), transform), invert=True)
            inside = cells[:, top:bottom, left:right][:, mask]
            valid = inside != nodata
            counts = valid.sum(axis=1)
            rows.append(np.where(counts > 0, np.where(valid, inside, 0).sum(axis=1, dtype="float64") / np.maximum(counts, 1), np.nan))
        np.save(out, np.array(rows).T)
        print(f"{len(rows)} polygons, {len(files)} dates in {time.perf_counter() - start:.2f} s")
        """;

    const string Compare = """
        import csv, sys
        import numpy as np
        ours = np.array([float(row["B04"] or "nan") for row in csv.DictReader(open(sys.argv[1]))])
        theirs = np.load(sys.argv[2]).ravel()
        if ours.shape != theirs.shape:
            sys.exit(print(f"different: {ours.shape} and {theirs.shape}"))
        far = ~((np.isnan(ours) & np.isnan(theirs)) | (np.abs(ours - theirs) <= 1e-9 * np.abs(theirs)))
        print(f"{'equal' if not far.any() else 'different'}: {ours.size} means, {np.isnan(ours).sum()} without data, {far.sum()} more than 1e-9 apart")
        """;

    /// <summary>Adds the rows; fails the report when the means are not those of the peer.</summary>
    public static async Task RunAsync(Scratch scratch, int count, Report report, CancellationToken ct)
    {
        var stack = await CloudFreeMedian.FindStackAsync(scratch, ct);
        var fields = scratch.Path("fields.geojson");
        await File.WriteAllTextAsync(fields, Fields(), ct);
        var (ours, theirs) = (scratch.Path("means.csv"), scratch.Path("means.npy"));
        var rounds = new List<(double Stated, double Peer)>();
        // Once unmeasured, so that all find the files in the page cache.
        await Tool.RunAsync([Tool.Python, "-c", Peer, stack, fields, theirs], ct);
        await using (var service = await RunningService.StartAsync(scratch.Path("w2"), ct, true, (Path.Combine(stack, "collection.json"), "")))
        {
            using var client = await Client.LogInAsync(service, ct);
            await client.UploadAsync("fields.geojson", fields, ct);
            for (var i = 0; i < count; i++)
            {
                var id = await client.CreateAsync(Graph, ct);
                await client.StartAsync(id, ct);
                var job = await client.FinishAsync(id, ct);
                var stated = (StartLatency.TimeOf(job, "updated") - StartLatency.TimeOf(job, "started")).TotalSeconds;
                await client.DownloadAsync(id, ours, ct, ".csv");
                rounds.Add((stated, Tool.SecondsIn(await Tool.RunAsync([Tool.Python, "-c", Peer, stack, fields, theirs], ct))));
            }
        }
        var difference = (await Tool.RunAsync([Tool.Python, "-c", Compare, ours, theirs], ct)).Trim();
        report.AddSeconds("W2, service: `started` to finished", [.. rounds.Select(round => round.Stated)], "mean of 10,000 polygons × 12 dates × 4096²");
        report.AddSeconds("W2, peer: rasterio + numpy", [.. rounds.Select(round => round.Peer)], "decoding on 2 threads; without Python's imports");
        report.AddRatios("W2, peer / service", [.. rounds.Select(round => round.Peer / round.Stated)], "of one round each; above 1: service faster");
        report.AddCheck("W2, means of service and peer equal", difference.StartsWith("equal", StringComparison.Ordinal), difference, "last round, to 1e-9");
    }

    // A star in each cell of a grid over the scenes.
    static string Fields()
    {
        var (random, text) = (new Random(1), new StringBuilder());
        for (var i = 0; i < Across * Across; i++)
        {
            var (x, y) = (Left + Pitch * (i % Across) + Cell / 2, Top - Pitch * (i / Across) - Cell / 2);
            var corners = random.Next(4, 12);
            var ring = Enumerable.Range(0, corners).Select(k =>
            {
                var (angle, radius) = (2 * Math.PI * k / corners, Cell / 2 * (0.5 + random.NextDouble() / 2));
                return string.Create(CultureInfo.InvariantCulture, $"[{x + radius * Math.Cos(angle):0.###},{y + radius * Math.Sin(angle):0.###}]");
            }).ToList();
            text.Append(i == 0 ? "" : ",").Append("{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[")
                .AppendJoin(',', ring).Append(',').Append(ring[0]).Append("]]}}");
        }
        return "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32632\"}},\"features\":[" + text + "]}";
    }
}
