using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class ReaderTests : GdalTest
{
    string WriteRamp(string name, ElementType element = ElementType.UInt16, int height = 100, int width = 120, int tile = 128)
    {
        var path = PathOf(name);
        var schema = Schema(element, null, height, width);
        using var sink = Library.Create(Target(path, "GTiff", schema, ("tile_size", tile)));
        WriteAll(sink, schema, position => position[0] * width + position[1]);
        sink.Complete([AnyStatistics]);
        return path;
    }

    [Fact]
    public void Reads_windows_on_and_off_the_blocks()
    {
        var path = WriteRamp("blocks.tif", ElementType.Int32, height: 300, width: 310);
        foreach (var (x, y, width, height) in new[] { (0, 0, 128, 128), (128, 128, 128, 128), (1, 2, 128, 128), (200, 250, 110, 50), (0, 0, 310, 300) })
        {
            using var block = Pool.Rent(ElementType.Int32, height, width);
            Library.Read(path, 1, x, y, block);
            var cells = block.Cells1D<int>();
            Assert.Equal(y * 310 + x, cells[0]);
            Assert.Equal((y + height - 1) * 310 + x + width - 1, cells[^1]);
        }
    }

    [Fact]
    public void Reads_into_rows_with_gaps_and_leaves_the_gaps_alone()
    {
        var path = WriteRamp("gaps.tif");
        using var wide = Pool.Rent(ElementType.Float32, 10, 20);
        wide.Cells1D<float>().Fill(-1);
        Library.Read(path, 1, 5, 6, wide.Slice(new Window([2, 3], [4, 6])));
        var cells = wide.Cells1D<float>();
        Assert.Equal(6 * 120 + 5, cells[2 * 20 + 3]);
        Assert.Equal(9 * 120 + 10, cells[5 * 20 + 8]);
        Assert.Equal(10 * 20 - 24, cells.ToArray().Count(cell => cell == -1));
    }

    [Fact]
    public void Converts_by_rounding_and_clamping()
    {
        var path = PathOf("float.tif");
        var schema = Schema(ElementType.Float32, double.NaN, 1, 4);
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            WriteAll(sink, schema, position => new[] { -5, 1.6, 300, 70000 }[position[1]]);
            sink.Complete([AnyStatistics]);
        }
        Assert.Equal([0, 2, 255, 255], ReadBand<byte>(path, 1, ElementType.UInt8));
        Assert.Equal([0, 2, 300, 65535], ReadBand<ushort>(path, 1, ElementType.UInt16));
    }

    [Theory]
    [InlineData("Int64", ElementType.Float64)]
    [InlineData("UInt64", ElementType.Float64)]
    [InlineData("UInt32", ElementType.UInt32)]
    public void Reads_types_that_others_write(string type, ElementType element)
    {
        var path = PathOf("other.tif");
        Run("gdal_create", "-q", "-ot", type, "-outsize", "8", "4", "-burn", "77", "-a_nodata", "77", path);
        var info = Library.Describe(path);
        Assert.Equal((element, 77.0), (info.Bands[0].Element, info.Bands[0].NoData));
        Assert.Equal(new Grid(null, 0, 0, 1, 1, 8, 4), info.Grid);
        Assert.All(ReadBand<double>(path, 1, ElementType.Float64), cell => Assert.Equal(77, cell));
    }

    [Fact]
    public void Reads_signed_bytes_as_signed_into_any_type()
    {
        var path = PathOf("signed.tif");
        var schema = Schema(ElementType.Int8, -128, 2, 2);
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            WriteAll(sink, schema, position => position[0] * 2 + position[1] - 2);
            sink.Complete([AnyStatistics]);
        }
        Assert.Equal([-2, -1, 0, 1], ReadBand<sbyte>(path, 1, ElementType.Int8));
        Assert.Equal([-2f, -1, 0, 1], ReadBand<float>(path, 1, ElementType.Float32));
    }

    [Fact]
    public void Two_threads_in_one_file_read_the_same()
    {
        var path = WriteRamp("threads.tif", ElementType.Int32, 700, 700);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var (x, y) = (i % 8 * 80, i / 8 * 80);
            using var block = Pool.Rent(ElementType.Int32, 80, 80);
            Library.Read(path, 1, x, y, block);
            Assert.Equal(y * 700 + x, block.Cells1D<int>()[0]);
            Assert.Equal((y + 79) * 700 + x + 79, block.Cells1D<int>()[^1]);
        });
        Assert.InRange(Library.OpenFiles, 1, 4);
    }

    [Fact]
    public void Reading_five_hundred_files_keeps_few_of_them_open()
    {
        using var library = new GdalLibrary(new GdalOptions { OpenFiles = 40 });
        var first = WriteRamp("0.tif");
        using var block = Pool.Rent(ElementType.UInt16, 1, 1);
        for (var i = 1; i <= 500; i++)
        {
            var path = PathOf($"{i}.tif");
            File.Copy(first, path);
            library.Read(path, 1, 0, 0, block);
            Assert.InRange(library.OpenFiles, 1, 40);
        }
        Assert.Equal(40, library.OpenFiles);
        Assert.InRange(Directory.EnumerateFiles("/proc/self/fd")
            .Count(fd => TargetOf(fd)?.StartsWith(Path.GetDirectoryName(first)!, StringComparison.Ordinal) ?? false), 40, 41);
    }

    /// <summary>What a descriptor of this process leads to; null when another test closed its own in between.</summary>
    static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    [Fact]
    public void Reads_a_file_anew_after_it_was_written_anew()
    {
        var path = WriteRamp("again.tif");
        Assert.Equal(120, Library.Describe(path).Grid.Width);
        WriteRamp("again.tif", width: 60);
        Assert.Equal(60, Library.Describe(path).Grid.Width);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_location()
    {
        string MessageOf(string location) => Assert.Throws<RasterException>(() => Library.Describe(location)).Message;
        Assert.Contains("GDALOpenEx failed for '/no/such/file.tif': /no/such/file.tif: No such file", MessageOf("/no/such/file.tif"));
        File.WriteAllText(PathOf("text.tif"), "This is no image.");
        Assert.Contains("not recognized as a supported file format", MessageOf(PathOf("text.tif")));
        Assert.Contains("virtual file systems", MessageOf("/vsicurl/http://example.com/a.tif"));
        Assert.Contains("virtual file systems", MessageOf("/VSIMEM/a.tif"));
        foreach (var location in new[] { "relative.tif", "MEM:::DATAPOINTER=0", "<VRTDataset/>", "NETCDF:/a.nc:b", "", "file:///a.tif" })
            Assert.Contains("neither an absolute file path nor an http address", MessageOf(location));
        File.WriteAllText(PathOf("x.vrt"), "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"/>");
        Assert.Contains("not recognized", MessageOf(PathOf("x.vrt")));
    }

    [Fact]
    public void Says_when_a_file_is_cut_short()
    {
        var path = WriteRamp("short.tif", ElementType.Int32, 600, 600);
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length / 2);
        var message = Assert.Throws<RasterException>(() => ReadBand<int>(path, 1, ElementType.Int32)).Message;
        Assert.Contains($"failed for '{path}'", message);
        Assert.DoesNotContain("gives no reason", message);
    }

    [Fact]
    public void Says_when_band_or_window_is_not_in_the_file()
    {
        var path = WriteRamp("small.tif");
        using var block = Pool.Rent(ElementType.UInt16, 10, 10);
        Assert.Contains("there is no band 2", Assert.Throws<RasterException>(() => Library.Read(path, 2, 0, 0, block)).Message);
        Assert.Contains("is not inside", Assert.Throws<RasterException>(() => Library.Read(path, 1, 115, 0, block)).Message);
        Assert.Contains("is not inside", Assert.Throws<RasterException>(() => Library.Read(path, 1, -1, 0, block)).Message);
    }

    [Fact]
    public void Refuses_complex_numbers()
    {
        var complex = PathOf("complex.tif");
        Run("gdal_create", "-q", "-outsize", "8", "8", "-ot", "CFloat32", complex);
        Assert.Contains("complex", Assert.Throws<RasterException>(() => Library.Describe(complex)).Message);
    }
}
