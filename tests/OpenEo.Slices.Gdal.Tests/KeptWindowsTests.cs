using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>What a run has kept is used by the next try of the same run, when it is whole and of the same data, and by nothing else.</summary>
public sealed class KeptWindowsTests : GdalTest
{
    const int Side = 1024;

    string Graph(string format = "GTiff", double more = 1) => """
        {"load": {"process_id": "load_stac", "arguments": {"url": "ITEM"}},
         "more": {"process_id": "apply", "arguments": {"data": {"from_node": "load"}, "process": {"process_graph": {
           "add": {"process_id": "add", "arguments": {"x": {"from_parameter": "x"}, "y": MORE}, "result": true}}}}},
         "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "more"}, "format": "FORMAT"}, "result": true}}
        """.Replace("ITEM", PathOf("item.json"), StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal)
        .Replace("MORE", $"{more}", StringComparison.Ordinal);

    void WriteSource(int seed)
    {
        var schema = Schema(ElementType.UInt8, null, Side, Side, "a");
        using (var sink = Library.Create(Target(PathOf("scene.tif"), "GTiff", schema, ("overviews", "none"), ("tile_size", 128.0))))
        {
            using var block = Pool.Rent(schema.Element, schema.Shape);
            new Random(seed).NextBytes(block.Span<byte>(0, Side * Side));
            sink.Write(schema.Full, block);
            sink.Complete([AnyStatistics]);
        }
        File.WriteAllText(PathOf("item.json"), """
            {"type": "Feature", "stac_version": "1.1.0", "id": "a", "bbox": [11.2, 46.4, 11.5, 46.6], "geometry": null, "links": [],
             "properties": {"datetime": "2024-01-01T00:00:00Z"},
             "assets": {"data": {"href": "./scene.tif", "type": "image/tiff; application=geotiff", "bands": [{"name": "a"}]}}}
            """);
    }

    (byte[] File, int Taken) Run(string graph, string? own, params string[] earlier)
    {
        using var run = new GraphRun(Library, PathOf(""), new EngineOptions { MemoryBudget = 4 << 20, Threads = 2 });
        using var kept = new KeptWindows(own, earlier) { After = TimeSpan.Zero };
        var target = Directory.CreateDirectory(PathOf(Guid.NewGuid().ToString("N"))).FullName;
        return (File.ReadAllBytes(run.Run(graph, target, kept).Single()), kept.Taken);
    }

    [Theory]
    [InlineData("GTiff")]
    [InlineData("netCDF")]
    [InlineData("PNG")]
    public void A_try_that_takes_what_is_kept_gives_the_same_bytes(string format)
    {
        WriteSource(1);
        var whole = Run(Graph(format), PathOf("kept"));
        var size = new FileInfo(PathOf("kept")).Length;
        Assert.True(size > Side * Side);
        var again = Run(Graph(format), null, PathOf("kept"));
        Assert.True(again.Taken > 3, $"{again.Taken} windows");
        Assert.Equal(whole.File, again.File);
        // Cut off, as a crash would, at any place.
        foreach (var part in (double[])[0.1, 0.5, 0.9])
        {
            using (var file = File.OpenWrite(PathOf("kept"))) file.SetLength((long)(size * part));
            var rest = Run(Graph(format), PathOf($"more-{part}"), PathOf("kept"));
            Assert.InRange(rest.Taken, 0, again.Taken - 1);
            Assert.Equal(whole.File, rest.File);
            // What both tries have kept is all.
            var third = Run(Graph(format), null, PathOf("kept"), PathOf($"more-{part}"));
            Assert.Equal(again.Taken, third.Taken);
            Assert.Equal(whole.File, third.File);
            File.Delete(PathOf("kept"));
            Run(Graph(format), PathOf("kept"));
        }
    }

    [Fact]
    public void A_window_that_was_damaged_is_computed_anew()
    {
        WriteSource(1);
        var whole = Run(Graph(), PathOf("kept"));
        var all = Run(Graph(), null, PathOf("kept")).Taken;
        var bytes = File.ReadAllBytes(PathOf("kept"));
        for (var at = 200; at < bytes.Length; at += bytes.Length / 7)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(PathOf("damaged"), damaged);
            var again = Run(Graph(), null, PathOf("damaged"));
            Assert.Equal(whole.File, again.File);
            Assert.InRange(again.Taken, 0, all - 1);
        }
    }

    [Fact]
    public void Other_data_and_other_graphs_start_anew()
    {
        WriteSource(1);
        Run(Graph(), PathOf("kept"));
        Assert.Equal(0, Run(Graph(more: 2), null, PathOf("kept")).Taken);
        WriteSource(2);
        File.SetLastWriteTimeUtc(PathOf("scene.tif"), DateTime.UtcNow.AddSeconds(5));
        var (file, taken) = Run(Graph(), null, PathOf("kept"));
        Assert.Equal(0, taken);
        Assert.Equal(Run(Graph(), null).File, file);
    }
}
