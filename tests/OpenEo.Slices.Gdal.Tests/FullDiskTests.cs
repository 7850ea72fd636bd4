using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Results on a disk that is full, at whatever point of writing that is.</summary>
public sealed class FullDiskTests : GdalTest
{
    const int Side = 512;

    string Graph(string format) => """
        {"load": {"process_id": "load_stac", "arguments": {"url": "ITEM"}},
         "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "load"}, "format": "FORMAT"}, "result": true}}
        """.Replace("ITEM", PathOf("item.json"), StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal);

    string Features(string format) => """
        {"load": {"process_id": "load_geojson", "arguments": {"data": DATA, "properties": ["name"]}},
         "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "load"}, "format": "FORMAT"}, "result": true}}
        """.Replace("DATA", Points(), StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal);

    static string Points()
    {
        var random = new Random(3);
        var points = Enumerable.Range(0, 2000).Select(i => $$$"""
            {"type": "Feature", "properties": {"name": "{{{Convert.ToHexString(Bytes(random, 40))}}}"},
             "geometry": {"type": "Point", "coordinates": [{{{10 + i / 1000.0:0.###}}}, 46]}}
            """);
        return $$"""{"type": "FeatureCollection", "features": [{{string.Join(',', points)}}]}""";
    }

    static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    // Noise: as large in the file as in memory.
    void WriteSource(params string[] bands)
    {
        var schema = Schema(ElementType.UInt8, null, Side, Side, bands);
        using (var sink = Library.Create(Target(PathOf("scene.tif"), "GTiff", schema, ("overviews", "none"))))
        {
            using var block = Pool.Rent(schema.Element, schema.Shape);
            new Random(1).NextBytes(block.Span<byte>(0, bands.Length * Side * Side));
            sink.Write(schema.Full, block);
            sink.Complete([.. bands.Select(_ => AnyStatistics)]);
        }
        File.WriteAllText(PathOf("item.json"), $$"""
            {"type": "Feature", "stac_version": "1.1.0", "id": "a", "bbox": [11.2, 46.5, 11.4, 46.6], "geometry": null, "links": [],
             "properties": {"datetime": "2024-01-01T00:00:00Z"},
             "assets": {"data": {"href": "./scene.tif", "type": "image/tiff; application=geotiff",
              "bands": [{{string.Join(", ", bands.Select(band => $"{{\"name\": \"{band}\"}}"))}}] } } }
            """);
    }

    [SkippableTheory]
    [InlineData("GTiff")]
    [InlineData("netCDF")]
    [InlineData("PNG")]
    [InlineData("JPEG")]
    [InlineData("JSON")]
    public void A_raster_that_finds_no_room_says_so_and_leaves_nothing(string format)
    {
        WriteSource("r", "g", "b");
        Demand(Graph(format));
    }

    [SkippableTheory]
    [InlineData("GeoJSON")]
    [InlineData("CSV")]
    [InlineData("GPKG")]
    [InlineData("FlatGeobuf")]
    [InlineData("Parquet")]
    [InlineData("netCDF")]
    public void Features_that_find_no_room_say_so_and_leave_nothing(string format) => Demand(Features(format));

    // From no room at all up to enough, in steps: each way of writing meets the end of the disk somewhere else.
    void Demand(string graph)
    {
        using var disk = new SmallDisk(48 << 10);
        using var run = new GraphRun(Library, PathOf(""));
        var whole = run.Run(graph, Directory.CreateDirectory(Path.Combine(disk.Path, "whole")).FullName);
        var expected = whole.Select(File.ReadAllBytes).ToArray();
        Directory.Delete(Path.Combine(disk.Path, "whole"), recursive: true);

        var (failures, successes) = (0, 0);
        for (var step = 0; step < 40 && successes == 0; step++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(disk.Path, $"{step}")).FullName;
            disk.Fill(step < 8 ? step * 8 : (int)(64 * Math.Pow(1.3, step - 8)));
            try
            {
                var files = run.Run(graph, folder);
                // A GeoPackage has the time of its making in it.
                if (files[0].EndsWith(".gpkg", StringComparison.Ordinal)) Assert.Equal(expected[0].Length, new FileInfo(files[0]).Length);
                else Assert.Equal(expected.Select(Hash), files.Select(File.ReadAllBytes).Select(Hash));
                successes++;
            }
            catch (ProcessGraphException e)
            {
                var fault = Assert.Single(e.Faults);
                Assert.True(fault.Code == FaultCodes.StorageFailure, $"step {step}: {fault.Code} {fault.Message}");
                Assert.Contains("disk for results is full", fault.Message, StringComparison.Ordinal);
                Assert.Equal("save", fault.Node);
                Assert.DoesNotContain(disk.Path, fault.Message, StringComparison.Ordinal);
                Assert.Empty(Directory.GetFileSystemEntries(folder));
                failures++;
            }
        }
        Assert.True(failures > 2 && successes == 1, $"{failures} failures, {successes} successes");
    }

    static string Hash(byte[] bytes) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
}
