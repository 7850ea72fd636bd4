namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: clouds make gaps in series, and most graphs of the field that use <c>apply_dimension</c> on time fill them. WHAT: <c>array_interpolate_linear</c> over
/// 120 dates × 1024² float32, two pixels of five without data, and the mean over time of what comes out, so that little is written; next to xarray's
/// <c>interpolate_na</c> and <c>mean</c>. NOT SHOWN: xarray with numbagg or dask, which the peer's installation lacks or which only shares the work among
/// cores.
/// </summary>
static class FilledGaps
{
    const string Nodes = """
        "filled": {"process_id": "apply_dimension", "arguments": {"data": {"from_node": "load"}, "dimension": "t", "process": {"process_graph": {
          "fill": {"process_id": "array_interpolate_linear", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
        "last": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "filled"}, "dimension": "t", "reducer": {"process_graph": {
          "mean": {"process_id": "mean", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}}
        """;

    const string Peer = """
        import glob, json, sys, time
        from concurrent.futures import ThreadPoolExecutor
        import numpy as np
        import rasterio
        import xarray
        scenes, out = sys.argv[1:]
        start = time.perf_counter()
        items = sorted(glob.glob(scenes + "/D*.json"))
        times = [np.datetime64(json.load(open(item))["properties"]["datetime"][:-1], "ns") for item in items]
        def read(path):
            with rasterio.open(path) as file:
                return file.read(1), file.profile
        with ThreadPoolExecutor(2) as pool:
            read_all = list(pool.map(read, [item.replace(".json", ".tif") for item in items]))
        series = xarray.DataArray(np.stack([one[0] for one in read_all]), dims=("t", "y", "x"), coords={"t": times})
        began = time.perf_counter()
        result = series.interpolate_na("t").mean("t").values
        print(f"{time.perf_counter() - began:.3f} s")
        with rasterio.open(out, "w", **read_all[0][1]) as file:
            file.write(result.astype("float32"), 1)
        print(f"{time.perf_counter() - start:.3f} s")
        """;

    /// <summary>Adds the rows; fails the report when the pixels are not those of the peer.</summary>
    public static Task RunAsync(Scratch scratch, int count, Report report, CancellationToken ct) => SyntheticSeries.RunAsync(
        new("interpolate", 1024, 120, 0.4, Nodes, Peer, "xarray.interpolate_na", "120 dates × 1024² float32, 40 % missing", 1e-5), scratch, count, report, ct);
}
