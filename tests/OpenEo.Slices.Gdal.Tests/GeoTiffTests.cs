using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class GeoTiffTests : GdalTest
{
    static double Ramp(int[] position) => position[^1] % 251 + position[^2] % 173 * 7 + (position.Length > 2 ? position[0] * 1000 : 0);

    [Theory]
    [InlineData(ElementType.UInt8, 255.0)]
    [InlineData(ElementType.Int8, -128.0)]
    [InlineData(ElementType.UInt16, 0.0)]
    [InlineData(ElementType.Int16, -32768.0)]
    [InlineData(ElementType.UInt32, null)]
    [InlineData(ElementType.Int32, -1.0)]
    [InlineData(ElementType.Float32, double.NaN)]
    [InlineData(ElementType.Float64, double.NaN)]
    public void Keeps_type_no_data_and_grid(ElementType element, double? noData)
    {
        var schema = Schema(element, noData, 70, 90, "B04", "B08");
        var path = PathOf("types.tif");
        using (var sink = Library.Create(Target(path, "gtiff", schema)))
        {
            WriteAll(sink, schema, position => position[^1] == 3 ? noData ?? 0 : position[^1] - 40 + position[0]);
            sink.Complete([AnyStatistics, AnyStatistics]);
        }
        var info = Library.Describe(path);
        Assert.Equal(schema.Grid, info.Grid);
        Assert.All(info.Bands, band => Assert.Equal((element, noData), (band.Element, band.NoData)));
        Assert.Equal(["B04", "B08"], info.Bands.Select(band => band.Name));
        var cells = ReadBand<double>(path, 2, ElementType.Float64);
        var low = element.Range.Minimum;
        Assert.Equal(Math.Max(0 - 40 + 1, low), cells[0]);
        Assert.Equal(noData ?? 0, cells[3]);
        Assert.Equal(89 - 40 + 1, cells[89]);
    }

    [SkippableFact]
    public void Round_trip_of_a_real_scene_is_equal_to_the_last_byte()
    {
        var scene = SharedFolder.Find("data/s2-l2a/S2_L2A_sample.tif");
        var info = Library.Describe(scene);
        Assert.Equal(new Grid("EPSG:32632", 674990, 5154960, 10, -10, 935, 705), info.Grid);
        Assert.Equal(["B04", "B03", "B02", "B08", "SCL"], info.Bands.Select(band => band.Name));
        var schema = Schema(ElementType.UInt16, 0, 705, 935, [.. info.Bands.Select(band => band.Name!)]);
        var path = PathOf("copy.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            foreach (var window in Windows(schema, sink.BlockSize))
            {
                using var block = Pool.Rent(ElementType.UInt16, window.Count);
                for (var band = 0; band < 5; band++)
                    Library.Read(scene, band + 1, window.Start[2], window.Start[1],
                        block.Slice(new Window([band, 0, 0], [1, window.Count[1], window.Count[2]])).Reshape(window.Count[1], window.Count[2]));
                sink.Write(window, block);
            }
            sink.Complete([.. info.Bands.Select(_ => AnyStatistics)]);
        }
        var copy = Library.Describe(path);
        Assert.Equal(info.Grid, copy.Grid);
        Assert.Equal(info.Bands, copy.Bands);
        for (var band = 1; band <= 5; band++)
            Assert.Equal(ReadBand<ushort>(scene, band, ElementType.UInt16), ReadBand<ushort>(path, band, ElementType.UInt16));
    }

    [Fact]
    public void Thousands_of_bands_get_small_tiles()
    {
        string[] names = [.. Enumerable.Range(0, 2000).Select(band => $"B{band}")];
        var schema = Schema(ElementType.Float32, double.NaN, 20, 30, names);
        var path = PathOf("many.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            Assert.Equal((64, 64), sink.BlockSize);
            WriteAll(sink, schema, Ramp);
            sink.Complete([.. names.Select(_ => AnyStatistics)]);
        }
        var info = Library.Describe(path);
        Assert.Equal((64, 2000, "B1999"), (info.BlockWidth, info.Bands.Count, info.Bands[^1].Name));
        Assert.Equal(1_999_000, ReadBand<double>(path, 2000, ElementType.Float64)[0]);
    }

    [Fact]
    public void Is_a_cloud_optimized_geotiff_with_overviews()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 1100, 1300, "ndvi");
        var path = PathOf("cog.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            WriteAll(sink, schema, Ramp);
            sink.Complete([AnyStatistics]);
        }
        var info = GdalInfo(path);
        Assert.Equal("COG", (string?)info["metadata"]!["IMAGE_STRUCTURE"]!["LAYOUT"]);
        Assert.Equal("DEFLATE", (string?)info["metadata"]!["IMAGE_STRUCTURE"]!["COMPRESSION"]);
        var band = info["bands"]![0]!;
        Assert.Equal("[512,512]", band["block"]!.ToJsonString());
        Assert.Equal(["[650,550]", "[325,275]"], band["overviews"]!.AsArray().Select(overview => overview!["size"]!.ToJsonString()));
        // Of a float image an overview pixel is the mean of the four beneath it.
        using var reader = Pool.Rent(ElementType.Float32, 1100, 1300);
        Library.Read(path, 1, 0, 0, reader);
        var small = Run("gdal_translate", "-q", "-of", "XYZ", "-oo", "OVERVIEW_LEVEL=0", "-srcwin", "10", "20", "1", "1", path, "/vsistdout/");
        var mean = (Ramp([40, 20]) + Ramp([40, 21]) + Ramp([41, 20]) + Ramp([41, 21])) / 4;
        Assert.Equal(mean, double.Parse(small.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("deflate", "DEFLATE")]
    [InlineData("LZW", "LZW")]
    [InlineData("zstd", "ZSTD")]
    [InlineData("none", null)]
    public void Compresses_as_asked(string compression, string? shown)
    {
        var schema = Schema(ElementType.Int16, -9999, 300, 300);
        var path = PathOf("c.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema, ("Compression", compression), ("overviews", "none"), ("tile_size", 128.0))))
        {
            Assert.Equal((128, 128), sink.BlockSize);
            WriteAll(sink, schema, Ramp);
            sink.Complete([AnyStatistics]);
        }
        var info = GdalInfo(path);
        Assert.Equal(shown, (string?)info["metadata"]!["IMAGE_STRUCTURE"]!["COMPRESSION"]);
        Assert.Null(info["bands"]![0]!["overviews"]);
        Assert.Equal(Ramp([299, 299]), ReadBand<short>(path, 1, ElementType.Int16)[^1]);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_of_windows_or_on_threads()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 1500, 1400, "a", "b");
        byte[] WriteFile(string name, Action<IRasterSink, List<Window>> write)
        {
            var path = PathOf(name);
            using var sink = Library.Create(Target(path, "GTiff", schema));
            write(sink, Windows(schema, sink.BlockSize));
            sink.Complete([AnyStatistics, AnyStatistics]);
            return File.ReadAllBytes(path);
        }
        var inOrder = WriteFile("1.tif", (sink, windows) => WriteAll(sink, schema, Ramp, windows));
        var shuffled = WriteFile("2.tif", (sink, windows) =>
        {
            new Random(7).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(windows));
            Parallel.ForEach(windows, new ParallelOptions { MaxDegreeOfParallelism = 4 }, window => WriteOne(sink, schema, Ramp, window));
        });
        Assert.True(inOrder.AsSpan().SequenceEqual(shuffled));
    }

    [Fact]
    public void Carries_names_statistics_scale_unit_and_title()
    {
        var schema = Schema(ElementType.UInt16, 0, 64, 64, "B04", "B 08") with
        {
            Scales = new Dictionary<string, BandScale> { ["B04"] = new(0.0001, -0.1, "reflectance") },
        };
        var path = PathOf("meta.tif");
        var target = Target(path, "GTiff", schema) with { Tags = new Dictionary<string, string> { ["title"] = "Two bands", ["note"] = "as is" } };
        using (var sink = Library.Create(target))
        {
            WriteAll(sink, schema, Ramp);
            sink.Complete([new(1, 300.5, 17.25, 3, 98.5), new(null, null, null, null, 0)]);
        }
        var info = GdalInfo(path);
        Assert.Equal("Two bands", (string?)info["metadata"]![""]!["TIFFTAG_IMAGEDESCRIPTION"]);
        Assert.Equal("as is", (string?)info["metadata"]![""]!["note"]);
        var (first, second) = (info["bands"]![0]!, info["bands"]![1]!);
        Assert.Equal(("B04", "B 08"), ((string?)first["description"], (string?)second["description"]));
        Assert.Equal((0.0001, -0.1, "reflectance"), ((double)first["scale"]!, (double)first["offset"]!, (string?)first["unit"]));
        var statistics = first["metadata"]![""]!;
        Assert.Equal(("1", "300.5", "17.25", "3", "98.5"), ((string?)statistics["STATISTICS_MINIMUM"], (string?)statistics["STATISTICS_MAXIMUM"],
            (string?)statistics["STATISTICS_MEAN"], (string?)statistics["STATISTICS_STDDEV"], (string?)statistics["STATISTICS_VALID_PERCENT"]));
        Assert.Null(second["metadata"]![""]!["STATISTICS_MINIMUM"]);
        Assert.Equal(new RasterBand("B04", ElementType.UInt16, 0, 0.0001, -0.1, "reflectance"), Library.Describe(path).Bands[0]);
    }

    [Fact]
    public void Leaves_nothing_behind_when_it_is_not_completed()
    {
        var schema = Schema(ElementType.UInt8, null, 600, 600);
        var path = PathOf("gone.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema))) WriteOne(sink, schema, Ramp, new Window([0, 0], [512, 512]));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void What_was_never_written_is_no_data()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 600, 600);
        var path = PathOf("sparse.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            WriteOne(sink, schema, Ramp, new Window([0, 0], [512, 512]));
            sink.Complete([AnyStatistics]);
        }
        var cells = ReadBand<float>(path, 1, ElementType.Float32);
        Assert.Equal((float)Ramp([511, 511]), cells[511 * 600 + 511]);
        Assert.True(float.IsNaN(cells[^1]));
    }

    [Fact]
    public void Takes_blocks_with_gaps()
    {
        var schema = Schema(ElementType.Int32, null, 20, 30, "a", "b");
        var path = PathOf("gaps.tif");
        using var wide = Pool.Rent(ElementType.Int32, 2, 40, 50);
        var all = wide.Cells1D<int>();
        for (var i = 0; i < all.Length; i++) all[i] = i;
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            sink.Write(schema.Full, wide.Slice(new Window([0, 5, 7], [2, 20, 30])));
            sink.Complete([AnyStatistics, AnyStatistics]);
        }
        var cells = ReadBand<int>(path, 2, ElementType.Int32);
        Assert.Equal(2000 + 5 * 50 + 7, cells[0]);
        Assert.Equal(2000 + 24 * 50 + 36, cells[^1]);
    }

    [Fact]
    public void Wrong_options_and_dimensions_are_told_with_what_is_allowed()
    {
        var schema = Schema(ElementType.UInt8, null, 10, 10);
        string MessageOf(string format, CubeSchema of, params (string, object?)[] options) =>
            Assert.ThrowsAny<ArgumentException>(() => Library.Create(Target(PathOf("x"), format, of, options))).Message;
        Assert.Contains("'compression' of GTiff must be one of deflate, lzw, zstd, none, not 'rar'", MessageOf("GTiff", schema, ("compression", "rar")));
        Assert.Contains("no option 'colour'", MessageOf("GTiff", schema, ("colour", true)));
        Assert.Contains("'tile_size' of GTiff must be one of 128", MessageOf("GTiff", schema, ("tile_size", 100.0)));
        Assert.Contains("'scale_min' of PNG must be a value of type number", MessageOf("PNG", schema, ("scale_min", "low")));
        Assert.Contains("'GIF' cannot be written; there are: GTiff, netCDF, Zarr, PNG", MessageOf("GIF", schema));
        var turned = schema with { Dimensions = [.. schema.Dimensions.Reverse()] };
        Assert.Contains("not [x, y]", MessageOf("GTiff", turned));
        Assert.Contains("PNG takes 1 to 4 bands, not 5", MessageOf("PNG", Schema(ElementType.UInt8, null, 10, 10, "a", "b", "c", "d", "e")));
    }
}
