using System.IO.Compression;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Zarr stores in a zip file, read back by GDAL's own tool and as uploaded files are.</summary>
public sealed class ZarrTests : GdalTest
{
    static double Cell(int[] position) => position.Aggregate(0, (value, index) => value * 31 + index) % 101 - 20;

    static CubeSchema Series(ElementType element, double? noData, params Dimension[] first)
    {
        var plane = Schema(element, noData, 600, 520);
        return plane with { Dimensions = [.. first, .. plane.Dimensions] };
    }

    static Dimension Times => LabelledDimension.Of("t", DimensionType.Temporal, ["2022-06-01", "2022-06-11", "2022-07-01"]);

    static Dimension Bands => LabelledDimension.Of("bands", DimensionType.Bands, ["B04", "8A"]);

    string Write(string name, CubeSchema schema, IEnumerable<Window>? windows = null, params (string, object?)[] options)
    {
        var path = PathOf(name);
        using (var sink = Library.Create(Target(path, "ZARR", schema, options) with { Tags = new Dictionary<string, string> { ["title"] = "A cube" } }))
        {
            WriteAll(sink, schema, Cell, windows);
            sink.Complete([.. Enumerable.Repeat(AnyStatistics, schema.Find(DimensionType.Bands)?.Count ?? 1)]);
        }
        return path;
    }

    static JsonObject Metadata(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        using var stream = zip.GetEntry(".zmetadata")!.Open();
        return JsonNode.Parse(stream)!["metadata"]!.AsObject();
    }

    [Fact]
    public void GDAL_reads_the_arrays_with_their_coordinates_and_reference_system()
    {
        var path = Write("cube.zarr.zip", Series(ElementType.Float32, double.NaN, Times, Bands));
        var info = JsonNode.Parse(Run("gdalmdiminfo", "-arrayoption", "SHOW_ALL=YES", $"ZARR:\"/vsizip/{path}\""))!;
        var arrays = info["arrays"]!.AsObject();
        Assert.Equal(["B04", "crs", "t", "v_8A", "x", "y"], arrays.Select(array => array.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["/t", "/y", "/x"], arrays["v_8A"]!["dimensions"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("Float32", (string?)arrays["B04"]!["datatype"]);
        Assert.Equal("CF-1.8", (string?)info["attributes"]!["Conventions"]);
        var described = Library.Describe(new RasterLocation(path, "Zarr"));
        Assert.Equal(new Grid("EPSG:32632", 674_990, 5_154_960, 10, -10, 520, 600), described.Grid);
        Assert.Equal(["2022-06-01", "2022-06-11", "2022-07-01"], described.Bands.Take(3).Select(band => $"{band.Time:yyyy-MM-dd}"));
        Assert.Equal(6, described.Bands.Count);
        Assert.False(Directory.Exists(path + ".store"));
        Assert.False(File.Exists(path + ".part"));
    }

    [Theory]
    [InlineData(nameof(ElementType.UInt8), 255d)]
    [InlineData(nameof(ElementType.Int8), -20d)]
    [InlineData(nameof(ElementType.Int16), -20d)]
    [InlineData(nameof(ElementType.UInt32), null)]
    [InlineData(nameof(ElementType.Float64), double.NaN)]
    public void Cells_come_back_as_they_were(string type, double? noData)
    {
        var element = Enum.Parse<ElementType>(type);
        var schema = Series(element, noData, Times);
        var path = Write("cube.zarr.zip", schema, null, ("compression", "none"));
        var location = new RasterLocation(path, "Zarr");
        using var block = Pool.Rent(ElementType.Float64, 600, 520);
        for (var t = 0; t < 3; t++)
        {
            Library.Read(location, t + 1, 0, 0, block);
            var least = element is ElementType.UInt8 or ElementType.UInt32 ? 0 : double.NegativeInfinity;
            var wanted = Enumerable.Range(0, 600 * 520).Select(i => Math.Max(least, Cell([t, i / 520, i % 520])));
            Assert.Equal(wanted, block.Cells1D<double>().ToArray());
        }
        var array = Metadata(path)["var/.zarray"]!;
        Assert.Equal((element.IsFloat ? "NaN" : noData?.ToString(System.Globalization.CultureInfo.InvariantCulture)) ?? "", $"{array["fill_value"]}");
        if (element is ElementType.Int8) Assert.Equal("|i1", (string?)array["dtype"]);
    }

    [Fact]
    public void Metadata_are_what_xarray_looks_for()
    {
        var level = LabelledDimension.Of("level", DimensionType.Other, ["low", "hügh"]);
        var metadata = Metadata(Write("cube.zarr.zip", Series(ElementType.Int16, -99, level, Times, Bands)));
        Assert.Equal("""["level","t","y","x"]""", metadata["B04/.zattrs"]!["_ARRAY_DIMENSIONS"]!.ToJsonString());
        Assert.Equal("crs", (string?)metadata["B04/.zattrs"]!["grid_mapping"]);
        Assert.Equal("[]", metadata["crs/.zattrs"]!["_ARRAY_DIMENSIONS"]!.ToJsonString());
        Assert.Equal("days since 1970-01-01", (string?)metadata["t/.zattrs"]!["units"]);
        Assert.Equal("<U4", (string?)metadata["level/.zarray"]!["dtype"]);
        Assert.Equal("zlib", (string?)metadata["B04/.zarray"]!["compressor"]!["id"]);
        Assert.Equal(2, (int)metadata[".zgroup"]!["zarr_format"]!);
    }

    [Fact]
    public void Windows_in_another_order_do_not_change_a_byte()
    {
        var schema = Series(ElementType.Float32, double.NaN, Times, Bands);
        var windows = Windows(schema, (200, 177));
        var bytes = File.ReadAllBytes(Write("one.zarr.zip", schema, windows));
        windows.Reverse();
        Assert.Equal(bytes, File.ReadAllBytes(Write("two.zarr.zip", schema, windows)));
        Assert.Equal(bytes, File.ReadAllBytes(Write("three.zarr.zip", schema)));
    }
}
