using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class WarperTests : GdalTest
{
    static readonly Grid utm = new("EPSG:32632", 500_000, 5_100_000, 10, -10, 80, 60);

    Block Ramp(ElementType element, Grid grid, double missing, Func<int, int, bool>? isMissing = null)
    {
        var block = Pool.Rent(element, grid.Height, grid.Width);
        for (var y = 0; y < grid.Height; y++)
            for (var x = 0; x < grid.Width; x++)
                BlockCopy.Fill(block.Slice(new Window([y, x], [1, 1])), isMissing?.Invoke(y, x) == true ? missing : x + y * 100);
        return block;
    }

    [SkippableFact]
    public void Hits_the_same_pixels_as_rasterio()
    {
        var target = new Grid("EPSG:3035", 0, 0, 20, -20, 50, 42);
        var box = Library.Transform(utm.Bounds, utm.Crs!, target.Crs!);
        target = target with { OriginX = Math.Floor(box.West / 20) * 20 - 20, OriginY = Math.Ceiling(box.North / 20) * 20 + 20 };
        using var source = Ramp(ElementType.Float32, utm, double.NaN, (y, x) => y == 30 && x is > 20 and < 25);
        File.WriteAllBytes(PathOf("source.bin"), source.Bytes(0, (int)source.Cells).ToArray());
        var methods = Enum.GetValues<Resampling>();
        var expected = RunPython("rasterio, numpy", """
            import sys, json, numpy, rasterio.warp
            from rasterio.transform import Affine
            a = numpy.fromfile(sys.argv[1], 'f4').reshape(60, 80)
            t = [float(v) for v in sys.argv[2].split()]
            def warp(method):
                out = numpy.full((42, 50), numpy.nan, 'f4')
                rasterio.warp.reproject(a, out, src_transform=Affine(10, 0, 500000, 0, -10, 5100000), src_crs='EPSG:32632', src_nodata=numpy.nan,
                    dst_transform=Affine(20, 0, t[0], 0, -20, t[1]), dst_crs='EPSG:3035', dst_nodata=numpy.nan,
                    resampling=rasterio.warp.Resampling[method], tolerance=0)
                return [None if numpy.isnan(v) else float(v) for v in out.ravel()]
            print(json.dumps([warp(method) for method in sys.argv[3:]]))
            """, [PathOf("source.bin"), FormattableString.Invariant($"{target.OriginX} {target.OriginY}"), .. methods.Select(Name)]);
        using var warped = Pool.Rent(ElementType.Float32, target.Height, target.Width);
        foreach (var method in methods)
        {
            Library.Warp(source, utm, warped, target, double.NaN, method);
            var cells = warped.Cells1D<float>().ToArray();
            var theirs = expected[(int)method]!.AsArray().Select(cell => cell is null ? float.NaN : (float)(double)cell).ToArray();
            Assert.InRange(cells.Count(float.IsNaN), 1, cells.Length / 2);
            Assert.Equal(theirs.Select(float.IsNaN), cells.Select(float.IsNaN));
            // Neighbouring rows of the ramp differ by 100, so this is a thousandth of a pixel; methods that pick a pixel agree in full.
            // A sum is over four pixels and more, with their share in the area.
            var tolerance = method switch
            {
                Resampling.Near or Resampling.Mode or Resampling.Max or Resampling.Min or Resampling.Med or Resampling.Q1 or Resampling.Q3 => 0,
                Resampling.Sum => 2,
                _ => 0.1,
            };
            for (var i = 0; i < cells.Length; i++)
                if (!float.IsNaN(cells[i])) Assert.InRange(cells[i], theirs[i] - tolerance, theirs[i] + tolerance);
        }
    }

    [Theory]
    [InlineData(Resampling.Average)]
    [InlineData(Resampling.Bilinear)]
    public void Windows_of_a_coarser_grid_fit_together(Resampling method)
    {
        using var source = Ramp(ElementType.Float32, utm, double.NaN);
        var coarse = utm with { StepX = 20, StepY = -20, Width = 40, Height = 30 };
        using var whole = Pool.Rent(ElementType.Float32, 30, 40);
        Library.Warp(source, utm, whole, coarse, double.NaN, method);
        if (method == Resampling.Average) Assert.Equal((0 + 1 + 100 + 101) / 4f, whole.Cells1D<float>()[0]);
        using var part = Pool.Rent(ElementType.Float32, 7, 11);
        Library.Warp(source, utm, part, coarse.Crop(13, 9, 11, 7), double.NaN, method);
        using var expected = Pool.Rent(ElementType.Float32, 7, 11);
        BlockCopy.Copy(whole.Slice(new Window([9, 13], [7, 11])), expected);
        Assert.Equal(expected.Cells1D<float>().ToArray(), part.Cells1D<float>().ToArray());
    }

    static string Name(Resampling method) => method == Resampling.CubicSpline ? "cubic_spline"
        : method == Resampling.Near ? "nearest" : method.ToString().ToLowerInvariant();

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.UInt32)]
    [InlineData(ElementType.Float64)]
    public void A_part_of_the_same_grid_is_an_exact_copy(ElementType element)
    {
        using var source = Ramp(element, utm, 0);
        var part = utm.Crop(7, 9, 20, 10);
        using var warped = Pool.Rent(element, 10, 20);
        Library.Warp(source, utm, warped, part, null, Resampling.Near);
        using var expected = Pool.Rent(element, 10, 20);
        BlockCopy.Copy(source.Slice(new Window([9, 7], [10, 20])), expected);
        Assert.True(expected.Bytes(0, 200).SequenceEqual(warped.Bytes(0, 200)));
    }

    [Theory]
    [InlineData(ElementType.Float32, null, double.NaN)]
    [InlineData(ElementType.UInt16, 65535.0, 65535.0)]
    [InlineData(ElementType.Int8, -1.0, -1.0)]
    [InlineData(ElementType.UInt8, null, 0.0)]
    public void What_lies_outside_becomes_no_data(ElementType element, double? noData, double expected)
    {
        using var source = Ramp(element, utm, 0);
        foreach (var offset in new[] { 75, 100_000 })
        {
            using var warped = Pool.Rent(element, 10, 10);
            Library.Warp(source, utm, warped, utm.Crop(offset, 20, 10, 10), noData, Resampling.Bilinear);
            Assert.Equal(expected, ValueAt(warped, 9));
        }
    }

    [Fact]
    public void Works_on_blocks_with_gaps()
    {
        using var wideSource = Ramp(ElementType.Int16, utm with { Width = 100 }, 0);
        using var wideTarget = Pool.Rent(ElementType.Int16, 12, 14);
        BlockCopy.Fill(wideTarget, -7);
        var source = wideSource.Slice(new Window([0, 10], [60, 80]));
        var target = wideTarget.Slice(new Window([1, 2], [10, 10]));
        Library.Warp(source, utm, target, utm.Crop(5, 5, 10, 10), null, Resampling.Near);
        var cells = wideTarget.Cells1D<short>().ToArray();
        Assert.Equal(15 + 500, cells[1 * 14 + 2]);
        Assert.Equal(24 + 1400, cells[10 * 14 + 11]);
        Assert.Equal(12 * 14 - 100, cells.Count(cell => cell == -7));
    }

    [Fact]
    public void Says_when_a_grid_has_no_crs_or_an_unknown_one()
    {
        using var source = Ramp(ElementType.UInt8, utm, 0);
        using var target = Pool.Rent(ElementType.UInt8, 60, 80);
        Assert.Contains("no CRS",
            Assert.Throws<RasterException>(() => Library.Warp(source, utm with { Crs = null }, target, utm, null, Resampling.Near)).Message);
        Assert.Contains("not known",
            Assert.Throws<RasterException>(() => Library.Warp(source, utm with { Crs = "EPSG:1" }, target, utm, null, Resampling.Near)).Message);
    }

    static double ValueAt(Block block, int offset) => block.Element switch
    {
        ElementType.Int8 => block.Cells1D<sbyte>()[offset],
        ElementType.UInt8 => block.Cells1D<byte>()[offset],
        ElementType.UInt16 => block.Cells1D<ushort>()[offset],
        _ => block.Cells1D<float>()[offset],
    };
}
