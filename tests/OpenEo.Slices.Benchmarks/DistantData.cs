using System.Diagnostics;
using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: most data are not on a local disk; distance should cost bandwidth, not latency.
/// WHAT: the same files from the disk and over http with 0, 40 and 100 ms for each request. W1 (NDVI, clouds masked, median) of 12 × 2048² as a batch job,
/// beside xarray + dask with 32 threads over the same http; the series of one pixel over 120 dates, and NDVI of 256² pixels of 12 dates, as synchronous
/// requests; and planning of 1,000 items (an estimate) that say nothing of their files. The server sends no ETag, so that every request of the service is cold:
/// all bytes are fetched anew. Only the processes are warm, after one unmeasured request of each kind, local and over http.
/// NOT SHOWN: bandwidth, as server and service share the machine and its cores; TLS; servers that answer slower when asked for more at a time.
/// </summary>
public static class DistantData
{
    static readonly int[] delays = [0, 40, 100];

    const string Peer = """
        import glob, sys, time
        import dask, rioxarray
        import xarray as xr

        address, root, out = sys.argv[1:]
        dask.config.set(scheduler="threads", num_workers=32)
        start = time.perf_counter()
        folders = [folder.rsplit("/", 1)[1] for folder in sorted(glob.glob(root + "/S2_*"))]

        def load(band):
            layers = [rioxarray.open_rasterio(f"/vsicurl/{address}w1/{f}/{band}.tif", chunks={"x": 1024, "y": 1024}, lock=False) for f in folders]
            return xr.concat([layer.squeeze("band", drop=True) for layer in layers], dim="t")

        red, nir, scl = load("B04"), load("B08"), load("SCL")
        clear = scl != 9
        red = red.where((red != 0) & clear).astype("float32")
        nir = nir.where((nir != 0) & clear).astype("float32")
        median = ((nir - red) / (nir + red)).chunk({"t": -1}).median("t", skipna=True)
        median.rio.to_raster(out, tiled=True, compress="deflate", lock=True)
        print(f"{time.perf_counter() - start:.2f} s")
        """;

    /// <summary>Adds the rows.</summary>
    public static async Task RunAsync(Scratch scratch, int rounds, Report report, CancellationToken ct)
    {
        var folder = await DistantFiles.FindAsync(scratch, ct);
        var servers = new List<LagServer>();
        try
        {
            foreach (var delay in delays) servers.Add(await LagServer.StartAsync(folder, delay, ct));
            (string Name, string Prefix)[] parts = [("w1", ""), ("series", "SERIES_"), ("items", ""), ("pages", "")];
            (string, string)[] sources = [.. parts.Select(part => (Path.Combine(folder, part.Name, "collection.json"), part.Prefix)), .. servers.SelectMany(
                (server, i) => parts.Select(part => ($"{server.Address}{part.Name}/collection.json", $"AT{delays[i]}_{part.Prefix}")))];
            await using var service = await RunningService.StartAsync(scratch.Path("remote"), ct, false, sources);
            using var client = await Client.LogInAsync(service, ct);
            await MedianAsync(client, scratch, servers, folder, rounds, report, ct);
            await EachAsync("series of one pixel, 120 dates", "pixel");
            await EachAsync("NDVI of 256² pixels, 12 dates", "crop");
            await EachAsync("1,000 items planned, static catalog, headers asked", "MANY_ITEMS");
            await EachAsync("1,000 items planned, pages of an API, headers asked", "MANY_PAGED");

            async Task EachAsync(string what, string kind)
            {
                // Pages are what an API has: there is none in a folder.
                for (var i = kind == "MANY_PAGED" ? 0 : -1; i < servers.Count; i++)
                {
                    var prefix = i < 0 ? "" : $"AT{delays[i]}_";
                    var seconds = new List<double>();
                    var counts = "";
                    for (var round = i < 1 ? -1 : 0; round < rounds; round++)
                    {
                        if (i >= 0) await servers[i].CountsAsync(ct);
                        var watch = Stopwatch.StartNew();
                        await DoAsync(client, kind, prefix, ct);
                        if (round >= 0) seconds.Add(watch.Elapsed.TotalSeconds);
                        if (i >= 0) counts = (await servers[i].CountsAsync(ct)).ToString();
                    }
                    report.AddSeconds($"{what}, {Where(i)}", seconds, counts);
                }
            }
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }
    }

    static string Where(int server) => server < 0 ? "local" : string.Create(CultureInfo.InvariantCulture, $"{delays[server]} ms");

    static async Task MedianAsync(
        Client client, Scratch scratch, List<LagServer> servers, string folder, int rounds, Report report, CancellationToken ct)
    {
        var seconds = Enumerable.Range(0, servers.Count + 1).Select(_ => new List<double>()).ToArray();
        var peer = new List<double>();
        var counts = new string[servers.Count];
        await MedianAsync(client, "", ct);
        await MedianAsync(client, $"AT{delays[0]}_", ct);
        for (var round = 0; round < rounds; round++)
        {
            seconds[0].Add(await MedianAsync(client, "", ct));
            for (var i = 0; i < servers.Count; i++)
            {
                await servers[i].CountsAsync(ct);
                seconds[i + 1].Add(await MedianAsync(client, $"AT{delays[i]}_", ct));
                counts[i] = (await servers[i].CountsAsync(ct)).ToString();
            }
            var output = await Tool.RunAsync([Tool.Python, "-c", Peer, servers[1].Address, Path.Combine(folder, "w1"), scratch.Path("peer.tif")], ct);
            peer.Add(Tool.SecondsIn(output));
        }
        var theirs = (await servers[1].CountsAsync(ct)).ToString();
        report.AddSeconds("W1 of 12 × 2048², local", seconds[0], "`started` to finished");
        for (var i = 0; i < servers.Count; i++)
        {
            report.AddSeconds($"W1 of 12 × 2048², {Where(i)}", seconds[i + 1], counts[i]);
            report.AddRatios($"W1, {Where(i)} / local", [.. seconds[i + 1].Zip(seconds[0], (far, near) => far / near)], "of one round each");
        }
        report.AddSeconds("W1, peer: xarray + dask, 32 threads, 40 ms", peer, $"without Python's imports; {theirs}");
        report.AddRatios("W1, peer / service at 40 ms", [.. peer.Zip(seconds[2], (they, we) => they / we)], "of one round each; above 1: service faster");
    }

    static async Task<double> MedianAsync(Client client, string prefix, CancellationToken ct)
    {
        var id = await client.CreateAsync(CloudFreeMedian.Graph.Replace("S2_STACK", prefix + "S2_STACK", StringComparison.Ordinal), ct);
        await client.StartAsync(id, ct);
        var job = await client.FinishAsync(id, ct);
        return (StartLatency.TimeOf(job, "updated") - StartLatency.TimeOf(job, "started")).TotalSeconds;
    }

    static async Task DoAsync(Client client, string kind, string prefix, CancellationToken ct)
    {
        switch (kind)
        {
            case "crop":
                await client.ComputeAsync(DistantGraphs.Crop(prefix + "S2_STACK"), ct);
                break;
            case "pixel":
                await client.ComputeAsync(DistantGraphs.Pixel(prefix + "SERIES_S2_STACK"), ct);
                break;
            default:
                var id = await client.CreateAsync(DistantGraphs.Mean(prefix + kind), ct);
                await client.GetAsync($"jobs/{id}/estimate", ct);
                break;
        }
    }
}
