using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// WHY: smoothing, edges and textures are weighted sums of neighbours. WHAT: <c>apply_kernel</c> with 15 × 15 weights on one scene of 4096² float32, next to
/// <c>scipy.ndimage</c>: a kernel that is no product of a row and a column, and one of ones, which is. NOT SHOWN: other borders, which cost the same.
/// </summary>
static class KernelFilter
{
    const int Side = 15;

    const string Peer = """
        import glob, sys, time
        import numpy as np
        import rasterio
        import scipy.ndimage
        scenes, out = sys.argv[1:]
        start = time.perf_counter()
        with rasterio.open(glob.glob(scenes + "/*.tif")[0]) as file:
            cells, profile = file.read(1), file.profile
        kernel = np.array(KERNEL, dtype="float32")
        began = time.perf_counter()
        # Turned, because scipy turns it back.
        result = scipy.ndimage.convolve(cells, kernel[::-1, ::-1], mode="constant")
        print(f"{time.perf_counter() - began:.3f} s")
        with rasterio.open(out, "w", **profile) as file:
            file.write(result, 1)
        print(f"{time.perf_counter() - start:.3f} s")
        """;

    /// <summary>Adds the rows; fails the report when the pixels are not those of the peer.</summary>
    public static async Task RunAsync(Scratch scratch, int count, Report report, CancellationToken ct)
    {
        var random = new Random(1);
        foreach (var (name, weight) in new[] { ("kernel", () => random.Next(-9, 10)), ("separable kernel", new Func<int>(() => 1)) })
        {
            var rows = Enumerable.Range(0, Side).Select(_ => $"[{string.Join(',', Enumerable.Range(0, Side)
                .Select(_ => weight().ToString(CultureInfo.InvariantCulture)))}]");
            var kernel = $"[{string.Join(',', rows)}]";
            // One date, so that the result is a plane.
            var nodes = $$"""
                "plane": {"process_id": "drop_dimension", "arguments": {"data": {"from_node": "load"}, "name": "t"} },
                "last": {"process_id": "apply_kernel", "arguments": {"data": {"from_node": "plane"}, "kernel": {{kernel}} } }
                """;
            await SyntheticSeries.RunAsync(new(name, 4096, 1, 0, nodes, Peer.Replace("KERNEL", kernel, StringComparison.Ordinal),
                "scipy.ndimage.convolve", "15 × 15 weights, 4096² float32", 1e-5), scratch, count, report, ct);
        }
    }
}
