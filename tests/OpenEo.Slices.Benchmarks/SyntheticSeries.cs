using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// A collection of synthetic float32 scenes and jobs over it, each in turn with a script that does the same. Files are not compressed, here and in results,
/// so that what is measured is the computing. The script's seconds are those that it prints, without Python's imports; the service's are from
/// <c>started</c> to <c>updated</c> of the finished job. Only ratios within one round compare.
/// </summary>
static class SyntheticSeries
{
    // A date lacks each pixel with some probability; what is there is smooth in space with noise.
    const string Make = """
        import datetime, json, pathlib, sys
        import numpy as np
        import rasterio
        from rasterio.transform import from_origin
        out, size, dates, missing = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
        out.mkdir(parents=True)
        start, ids = datetime.datetime(2024, 1, 1), []
        across = np.sin(np.arange(size) / 50)
        for n in range(dates):
            rng = np.random.default_rng(n)
            cells = (across[:, None] * across[None, :] + rng.normal(size=(size, size))).astype("float32")
            if missing:
                cells[rng.random((size, size)) < missing] = np.nan
            # Dates are not evenly spaced.
            when = start + datetime.timedelta(days=3 * n + n % 2)
            ids.append(f"D{n:03}")
            with rasterio.open(out / f"{ids[-1]}.tif", "w", driver="GTiff", width=size, height=size, count=1, dtype="float32", nodata=np.nan, tiled=True,
                               blockxsize=512, blockysize=512, crs="EPSG:32632", transform=from_origin(600000, 5200020, 10, 10)) as file:
                file.write(cells, 1)
            (out / f"{ids[-1]}.json").write_text(json.dumps({
                "type": "Feature", "stac_version": "1.0.0", "id": ids[-1], "collection": "SYNTHETIC", "bbox": [10, 46, 11, 47], "geometry": None, "links": [],
                "properties": {"datetime": when.strftime("%Y-%m-%dT00:00:00Z")},
                "assets": {"value": {"href": f"./{ids[-1]}.tif", "type": "image/tiff; application=geotiff", "roles": ["data"]}}}))
        (out / "collection.json").write_text(json.dumps({
            "type": "Collection", "stac_version": "1.0.0", "id": "SYNTHETIC", "license": "other", "description": "Synthetic scenes.",
            "extent": {"spatial": {"bbox": [[10, 46, 11, 47]]}, "temporal": {"interval": [["2024-01-01T00:00:00Z", None]]}},
            "links": [{"rel": "item", "href": f"./{i}.json"} for i in ids]}))
        """;

    // The cells of a plane that are not the same to a share of the largest.
    const string Compare = """
        import sys
        import numpy as np
        import rasterio
        ours, theirs = [file.read(1).astype("float64") for file in map(rasterio.open, sys.argv[1:3])]
        if ours.shape != theirs.shape:
            sys.exit(print(f"different: {ours.shape} and {theirs.shape}"))
        apart = np.abs(ours - theirs) / np.nanmax(np.abs(theirs))
        far = ~((np.isnan(ours) & np.isnan(theirs)) | (apart <= float(sys.argv[3])))
        print(f"{'equal' if not far.any() else 'different'}: {ours.size} pixels, {np.isnan(ours).sum()} without data, {far.sum()} too far apart, "
              f"largest difference {np.nanmax(apart):.2g} of the largest value")
        """;

    /// <summary>Loads the collection as node <c>load</c>; <c>NODES</c> end with the node <c>last</c>, which is saved.</summary>
    const string Graph = """
        {
          "load": {"process_id": "load_collection", "arguments": {"id": "SYNTHETIC", "spatial_extent": null, "temporal_extent": null}},
          NODES,
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "last"}, "format": "GTiff",
            "options": {"compression": "none", "overviews": "none"}}, "result": true}
        }
        """;

    /// <summary>What is compared.</summary>
    /// <param name="Name">How rows begin.</param>
    /// <param name="Size">Pixels along each edge.</param>
    /// <param name="Dates">Scenes.</param>
    /// <param name="Missing">The share of pixels without data.</param>
    /// <param name="Nodes">Nodes of the graph.</param>
    /// <param name="Peer">A Python script that gets the folder of the scenes and the file to write, and prints two times: of its computing, and of all.</param>
    /// <param name="PeerName">What the script uses.</param>
    /// <param name="How">What is computed, for the table.</param>
    /// <param name="Tolerance">How far apart results may be, as a share of the largest value.</param>
    public sealed record Case(string Name, int Size, int Dates, double Missing, string Nodes, string Peer, string PeerName, string How, double Tolerance);

    /// <summary>Adds the rows; fails the report when the pixels are not those of the peer.</summary>
    public static async Task RunAsync(Case what, Scratch scratch, int count, Report report, CancellationToken ct)
    {
        var name = what.Name.Replace(' ', '-');
        var (scenes, ours, theirs) = (scratch.Path(name), scratch.Path($"{name}-service.tif"), scratch.Path($"{name}-peer.tif"));
        await Tool.RunAsync([Tool.Python, "-c", Make, scenes, Text(what.Size), Text(what.Dates), what.Missing.ToString(CultureInfo.InvariantCulture)], ct);
        var rounds = new List<(double Stated, double Peer, double Computing)>();
        await using (var service = await RunningService.StartAsync(scratch.Path($"{name}-data"), ct, true, (Path.Combine(scenes, "collection.json"), "")))
        {
            using var client = await Client.LogInAsync(service, ct);
            // The first round is not measured: a cold worker, and files that are not in the page cache.
            for (var i = -1; i < count; i++)
            {
                var id = await client.CreateAsync(Graph.Replace("NODES", what.Nodes, StringComparison.Ordinal), ct);
                await client.StartAsync(id, ct);
                var job = await client.FinishAsync(id, ct);
                var stated = (StartLatency.TimeOf(job, "updated") - StartLatency.TimeOf(job, "started")).TotalSeconds;
                await client.DownloadAsync(id, ours, ct);
                var printed = (await Tool.RunAsync([Tool.Python, "-c", what.Peer, scenes, theirs], ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                if (i < 0) continue;
                rounds.Add((stated, Tool.SecondsIn(printed[1]), Tool.SecondsIn(printed[0])));
            }
        }
        var difference = (await Tool.RunAsync([Tool.Python, "-c", Compare, ours, theirs, what.Tolerance.ToString(CultureInfo.InvariantCulture)], ct)).Trim();
        report.AddSeconds($"{what.Name}, service: `started` to finished", [.. rounds.Select(round => round.Stated)], what.How);
        report.AddSeconds($"{what.Name}, peer: {what.PeerName}", [.. rounds.Select(round => round.Peer)], "reads, computes, writes; without Python's imports");
        report.AddSeconds($"{what.Name}, peer: only its computing", [.. rounds.Select(round => round.Computing)], "of the same runs");
        report.AddRatios($"{what.Name}, peer / service", [.. rounds.Select(round => round.Peer / round.Stated)], "of one round each; above 1: service faster");
        report.AddRatios($"{what.Name}, peer's computing / all of the service", [.. rounds.Select(round => round.Computing / round.Stated)],
            "the service reads, plans and writes in its time");
        report.AddCheck($"{what.Name}, pixels of service and peer equal", difference.StartsWith("equal", StringComparison.Ordinal), difference,
            string.Create(CultureInfo.InvariantCulture, $"last round, to {what.Tolerance} of the largest value"));
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
