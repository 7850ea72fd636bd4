using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Files with rotated grids or control points are read on an upright grid, and it is told.</summary>
public sealed class UprightTests : SourceTest
{
    static readonly string[] corners =
    [
        "-a_srs", "EPSG:4326", "-gcp", "0", "0", "10", "46", "-gcp", "64", "0", "11", "46.2", "-gcp", "0", "64", "10.1", "45",
        "-gcp", "64", "64", "11.1", "45.2",
    ];

    [SkippableTheory]
    [InlineData("uint16", "0")]
    [InlineData("float32", "")]
    [InlineData("uint8", "")]
    public void A_rotated_grid_is_warped_as_GDAL_suggests(string type, string noData)
    {
        var file = PathOf("rotated.tif");
        RunPython("rasterio", """
            import sys, numpy, rasterio
            from rasterio.transform import Affine
            cells = (numpy.arange(64 * 48).reshape(48, 64) % 200 + 1).astype(sys.argv[2])
            with rasterio.open(sys.argv[1], 'w', driver='GTiff', width=64, height=48, count=1, dtype=sys.argv[2], crs='EPSG:32632',
                    nodata=float(sys.argv[3]) if sys.argv[3] else None, transform=Affine(10, 4, 600000, 5, -10, 5000000)) as f: f.write(cells, 1)
            print('{}')
            """, file, type, noData);

        CheckWarped("rotated.tif", noData.Length == 0 && type == "uint8");
    }

    [Fact]
    public void A_file_of_complex_numbers_with_control_points_is_closed_when_it_is_refused()
    {
        var (plain, path) = (PathOf("plain.tif"), PathOf("complex.tif"));
        Run("gdal_create", "-q", "-outsize", "64", "64", "-bands", "1", "-ot", "CInt16", plain);
        Run("gdal_translate", ["-q", .. corners, plain, path]);
        Assert.Throws<RasterException>(() => Library.Describe(path));
        Assert.DoesNotContain(path, Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget));
    }

    [Fact]
    public void Control_points_are_warped_as_GDAL_suggests()
    {
        WriteTiff("plain.tif", 64);
        Run("gdal_translate", ["-q", .. corners, PathOf("plain.tif"), PathOf("points.tif")]);

        CheckWarped("points.tif", masked: false);
    }

    [Fact]
    public void Too_few_control_points_are_refused_with_the_way_out()
    {
        WriteTiff("plain.tif", 64);
        Run("gdal_translate", ["-q", .. corners[..7], PathOf("plain.tif"), PathOf("one.tif")]);

        foreach (var isClients in (bool[])[true, false])
        {
            var fault = Fault(() => Plan("one.tif", isClients));
            Assert.True(fault.IsClients);
            Assert.StartsWith("The asset 'amp' of the item 'scene' ('one.tif') cannot be read:", fault.Message, StringComparison.Ordinal);
            Assert.Contains("gdalwarp", fault.Message, StringComparison.Ordinal);
        }
    }

    void CheckWarped(string name, bool masked)
    {
        Run("gdalwarp", "-q", "-r", "near", "-ot", "Float64", "-dstnodata", "nan", PathOf(name), PathOf("expected.tif"));
        var (expected, cells) = (Library.Describe(PathOf("expected.tif")).Grid, ReadBand<double>(PathOf("expected.tif"), 1, ElementType.Float64));

        var info = Library.Describe(PathOf(name));
        var written = Run(Plan(name));

        Assert.Equal(expected, info.Grid);
        Assert.Null(info.Unplaced);
        Assert.Equal(masked, info.Bands[0].IsMasked);
        Assert.Contains(Warnings, warning => warning.Contains("'scene'", StringComparison.Ordinal) && warning.Contains("warped", StringComparison.Ordinal));
        Assert.Equal(expected, Library.Describe(written).Grid);
        var (read, noData) = (ReadBand<double>(written, 1, ElementType.Float64), Library.Describe(written).Bands[0].NoData);
        Assert.Contains(double.NaN, cells);
        for (var i = 0; i < cells.Length; i++) Assert.Equal(cells[i], read[i] == noData ? double.NaN : read[i]);
    }
}
