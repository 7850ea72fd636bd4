using System.Runtime.InteropServices;
using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>What runs over files at web servers ask for, counted: requests, bytes, and how many at one time.</summary>
public sealed class RemoteRunTests : GdalTest
{
    const int Side = 1024, Tile = 128, Dates = 8;
    static readonly string[] bands = ["red", "nir", "scl"];

    readonly FaultServer server = new();
    long stored, tiles;

    /// <inheritdoc/>
    public override void Dispose()
    {
        server.Dispose();
        base.Dispose();
    }

    // Dates × bands, of which the cells are noise, so that a tile is about as large in the file as in memory.
    void Serve()
    {
        var items = new StringBuilder();
        for (var date = 1; date <= Dates; date++)
        {
            var assets = new StringBuilder();
            foreach (var band in bands)
            {
                var path = PathOf($"{date}-{band}.tif");
                Write(path, band == "scl" ? ElementType.UInt8 : ElementType.UInt16, 100 * date + band.Length);
                server.Files[$"/{date}/{band}.tif"] = File.ReadAllBytes(path);
                Count(path);
                if (assets.Length > 0) assets.Append(',');
                assets.Append($$$"""
                    "{{{band}}}": {"href": "./{{{band}}}.tif", "type": "image/tiff; application=geotiff"}
                    """);
            }
            items.Append($$"""{"rel": "item", "href": "./{{date}}/item.json"},""");
            Put($"/{date}/item.json", $$$"""
                {"type": "Feature", "stac_version": "1.0.0", "id": "{{{date}}}", "bbox": [11, 46, 12, 47], "geometry": null, "links": [],
                 "properties": {"datetime": "2024-01-0{{{date}}}T00:00:00Z"}, "assets": { {{{assets}}} }}
                """);
        }
        Put("/collection.json", $$"""
            {"type": "Catalog", "stac_version": "1.0.0", "id": "all", "description": "", "links": [{{items.ToString().TrimEnd(',')}}]}
            """);
    }

    void Put(string path, string text) => server.Files[path] = Encoding.UTF8.GetBytes(text);

    void Write(string path, ElementType element, int seed)
    {
        var (schema, random) = (Schema(element, 0, Side, Side), new Random(seed));
        using var sink = Library.Create(Target(path, "GTiff", schema, ("overviews", "none"), ("tile_size", (double)Tile)));
        using (var block = Pool.Rent(element, Side, Side))
        {
            random.NextBytes(element == ElementType.UInt8 ? block.Span<byte>(0, Side * Side) : MemoryMarshal.AsBytes(block.Span<ushort>(0, Side * Side)));
            foreach (var window in Windows(schema, sink.BlockSize)) sink.Write(window, block.Slice(window));
        }
        sink.Complete([AnyStatistics]);
    }

    void Count(string path)
    {
        using var dataset = Dataset.Open(path);
        var index = BlockIndex.Of(dataset, 1, 0, 0, Side, Side);
        (stored, tiles) = (stored + index.Sum(range => range.Count), tiles + index.Count);
    }

    const string Median = """
        {
          "load": {"process_id": "load_stac", "arguments": {"url": "ADDRESScollection.json", "spatial_extent": EXTENT, "temporal_extent": null,
            "bands": ["red", "nir", "scl"]}},
          "scl": {"process_id": "filter_bands", "arguments": {"data": {"from_node": "load"}, "bands": ["scl"]}},
          "cloud": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "scl"}, "dimension": "bands", "reducer": {"process_graph": {
            "class": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "index": 0}},
            "is": {"process_id": "eq", "arguments": {"x": {"from_node": "class"}, "y": 9}, "result": true}}}}},
          "clear": {"process_id": "mask", "arguments": {"data": {"from_node": "load"}, "mask": {"from_node": "cloud"}}},
          "ndvi": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "clear"}, "dimension": "bands", "reducer": {"process_graph": {
            "nir": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "nir"}},
            "red": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "red"}},
            "index": {"process_id": "normalized_difference", "arguments": {"x": {"from_node": "nir"}, "y": {"from_node": "red"}}, "result": true}}}}},
          "median": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "ndvi"}, "dimension": "t", "reducer": {"process_graph": {
            "median": {"process_id": "median", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "median"}, "format": "GTiff"}, "result": true}
        }
        """;

    (long Requests, long Bytes, int Peak) Run(GdalOptions gdal, EngineOptions options, string extent = "null")
    {
        ThreadPool.SetMinThreads(100, 8);
        using var library = new GdalLibrary(gdal);
        using var run = new GraphRun(library, PathOf(""), options);
        Assert.Single(run.Run(Median.Replace("ADDRESS", server.Address, StringComparison.Ordinal).Replace("EXTENT", extent, StringComparison.Ordinal)));
        return library.RemoteCounts;
    }

    [Fact]
    public void A_run_asks_for_what_the_tile_index_says_with_few_requests_many_at_a_time()
    {
        Serve();
        server.Delay = TimeSpan.FromMilliseconds(40);
        var (requests, bytes, peak) = Run(new GdalOptions(), new EngineOptions { Threads = 2 });
        Assert.InRange(bytes, stored, stored * 1.2);
        Assert.InRange(requests, Dates * bands.Length, tiles / 3);
        Assert.InRange(peak, Dates * bands.Length, 64);
    }

    // Windows of 512 × 512 are a quarter of it all; as many as there are threads must fit.
    [Theory]
    [InlineData(1, 2.5)]
    [InlineData(2, 1.33)]
    public void A_pass_over_more_than_the_memory_holds_gets_each_byte_once(int threads, double part)
    {
        Serve();
        var (_, bytes, _) = Run(new GdalOptions { RemoteBytes = (long)(stored / part) }, new EngineOptions { Threads = threads, MostAhead = stored / 20 });
        Assert.InRange(bytes, stored, stored * 1.1);
    }

    [Fact]
    public void Windows_that_are_smaller_than_blocks_do_not_get_them_again()
    {
        Serve();
        var (_, bytes, _) = Run(new GdalOptions { RemoteBytes = stored / 6 },
            new EngineOptions { Threads = 2, MostAhead = stored / 20, MemoryBudget = 2 << 20 });
        Assert.InRange(bytes, stored, stored * 1.1);
    }

    [Fact]
    public void A_small_box_of_many_files_takes_about_two_rounds_of_requests()
    {
        Serve();
        server.Delay = TimeSpan.FromMilliseconds(40);
        var (requests, bytes, peak) = Run(new GdalOptions(), new EngineOptions { Threads = 2 },
            """{"west": 675500, "south": 5154000, "east": 675600, "north": 5154100, "crs": 32632}""");
        // The head of each file, and the one block.
        Assert.InRange(requests, Dates * bands.Length, 2 * Dates * bands.Length);
        Assert.InRange(bytes, 1, Dates * bands.Length * (2L * Tile * Tile * 2 + (48 << 10)));
        Assert.InRange(peak, 12, 64);
    }
}
