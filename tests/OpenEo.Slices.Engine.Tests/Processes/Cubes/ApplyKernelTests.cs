using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class ApplyKernelTests
{
    const double None = double.NaN;

    static double[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(10) == 0 ? None : Math.Round(random.NextDouble() * 100, 3))];
    }

    static string Kernel(int rows, int columns, bool separable)
    {
        var random = new Random(rows * 100 + columns);
        var (y, x) = (Enumerable.Range(0, rows).Select(_ => random.Next(1, 9)).ToArray(), Enumerable.Range(0, columns)
            .Select(_ => random.Next(-4, 9)).ToArray());
        return "[" + string.Join(",", y.Select(a => "[" + string.Join(",", x.Select(b => separable ? a * b : random.Next(-9, 9))) + "]")) + "]";
    }

    [SkippableTheory]
    [InlineData("0", "mode='constant', cval=0")]
    [InlineData("2.5", "mode='constant', cval=2.5")]
    [InlineData("replicate", "mode='nearest'")]
    [InlineData("reflect", "mode='reflect'")]
    [InlineData("reflect_pixel", "mode='mirror'")]
    [InlineData("wrap", "mode='wrap'")]
    public void Every_border_is_that_of_scipy(string border, string mode)
    {
        foreach (var (rows, columns, separable) in new[] { (1, 1, false), (3, 3, true), (5, 3, false), (1, 7, false), (9, 9, true), (7, 11, false) })
        {
            var (cells, kernel) = (Noise(2 * 13 * 17, rows), Kernel(rows, columns, separable));
            object rule = double.TryParse(border, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : border;
            var cube = CallCube("apply_kernel", ("data", Cube(cells, T("2024-01-01", "2024-01-02"), Y(13), X(17))), ("kernel", kernel), ("border", rule),
                ("factor", 0.25), ("replace_invalid", 7));
            var expected = Numpy.Eval($"[0.25*nd.correlate(np.where(np.isfinite(p),p,7), np.array({kernel},dtype=float), {mode}) for p in a]", cells, 2,
                13, 17);
            Numpy.AssertNear(expected, Read(cube), 1e-13);
        }
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("wrap", false)]
    [InlineData("reflect", true)]
    [InlineData("reflect_pixel", false)]
    public void No_cell_depends_on_the_window(string border, bool separable)
    {
        object rule = border == "0" ? 0d : border;
        var data = Cube(ElementType.Float32, None, Noise(9 * 2 * 8, 3), Y(9), B("a", "b"), X(8));
        var cube = CallCube("apply_kernel", ("data", data), ("kernel", Kernel(5, 5, separable)), ("border", rule), ("factor", 0.04));
        var whole = Read(cube);
        Assert.Equal(whole, ReadCells(cube));
        Assert.Equal(whole.Chunk(16).SelectMany(row => row[8..]), Read(cube.Select(1, [1])));
        Assert.Equal(whole.Chunk(16).Skip(3).Take(2).SelectMany(row => row), Read(cube.Crop(0, 3, 2)));
    }

    [Fact]
    public void Counting_in_float32_is_exact()
    {
        var data = Cube(ElementType.Boolean, 255, [.. Enumerable.Repeat(1d, 49)], Y(7), X(7));
        var cube = CallCube("apply_kernel", ("data", data), ("kernel", "[" + string.Join(",", Enumerable.Repeat("[1,1,1,1,1]", 5)) + "]"), ("factor", 1d / 25));
        Assert.Equal(ElementType.Float32, cube.Schema.Element);
        Assert.Equal(1, Read(cube)[24]);
    }

    [Fact]
    public void A_window_asks_for_its_margin_only()
    {
        var data = Counting(Y(20), X(20));
        var cube = CallCube("apply_kernel", ("data", data), ("kernel", "[[1,1,1],[1,1,1],[1,1,1]]"));
        Read(cube, new Window([10, 10], [2, 2]));
        Assert.Equal(16, data.CellsRead);
    }

    [Theory]
    [InlineData("[[1,2],[3,4]]", "KernelDimensionsUneven")]
    [InlineData("[]", "KernelDimensionsUneven")]
    [InlineData("[[1,2,3],[1],[1,2,3]]", "ProcessParameterInvalid")]
    public void Says_what_is_wrong(string kernel, string code) =>
        Assert.Equal(code, Fails("apply_kernel", ("data", Counting(Y(3), X(3))), ("kernel", kernel)).Code);

    [SkippableFact]
    public void Scene_classifications_are_grown_as_scipy_does_it()
    {
        var random = new Random(5);
        double[] cells = [.. Enumerable.Range(0, 40 * 50).Select(i => i / 50 is > 10 and < 16 && i % 50 is > 20 and < 30 ? 9 : random.Next(60) == 0 ? 1 : 4d)];
        cells[0] = None;
        var data = Cube(ElementType.UInt8, 255, cells, B("SCL"), Y(40), X(50));
        var mask = CallCube("to_scl_dilation_mask", ("data", data), ("kernel1_size", 5), ("kernel2_size", 9), ("erosion_kernel_size", 3));
        const string Gaussian = "(lambda n:(lambda g:np.outer(g,g)/np.outer(g,g).sum())(np.exp(-(np.arange(n)-n//2)**2/(2*(n/6)**2))))";
        const string Eroded = "(lambda m:1.0-(nd.correlate(1.0-m,np.ones((3,3)),mode='constant')>0.5))";
        var expected = Numpy.Eval(
            $"np.maximum(nd.correlate({Eroded}(1.0*~np.isin(a,[2,4,5,6,7])),{Gaussian}(5),mode='constant')>0.057,"
            + $"nd.correlate({Eroded}(1.0*np.isin(a,[3,8,9,10,11])),{Gaussian}(9),mode='constant')>0.025)", cells, 40, 50);
        Assert.Equal(expected, Read(mask));
        Assert.Contains(1, expected);
        Assert.Contains(0, expected);
        Assert.Equal(ElementType.Boolean, mask.Schema.Element);
        Assert.Equal(Read(mask), ReadCells(mask));
    }

    [Fact]
    public void A_cube_is_masked_by_its_own_scene_classification()
    {
        var data = Cube(ElementType.UInt16, 0, [1, 2, 3, 4, 4, 9, 4, 4], B("B04", "SCL"), X(4), Y(1));
        var masked = CallCube("mask_scl_dilation", ("data", data), ("kernel1_size", 0), ("kernel2_size", 0));
        Assert.Equal([1, None, 3, 4, 4, None, 4, 4], Read(masked));
        Assert.Equal(ElementType.UInt16, masked.Schema.Element);
        Assert.Equal("ProcessParameterInvalid", Fails("mask_scl_dilation", ("data", data), ("scl_band_name", "scene")).Code);
    }
}
