using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class AreasTests
{
    const double None = double.NaN;

    static CallbackValue Of(string process) => Child("{\"process_id\":\"" + process + "\",\"arguments\":{\"data\":{\"from_parameter\":\"data\"}}}");

    static CallbackValue Range => new(Nodes("""
        {"a":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}}},"b":{"process_id":"min","arguments":{"data":{"from_parameter":"data"}}},
         "c":{"process_id":"subtract","arguments":{"x":{"from_node":"a"},"y":{"from_node":"b"}},"result":true}}
        """), System.Collections.Immutable.ImmutableDictionary<string, Engine.Values.Value>.Empty, "test");

    static double[] Noise(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? None : random.Next(1000))];
    }

    [SkippableTheory]
    [InlineData("mean", "np.nanmean")]
    [InlineData("median", "np.nanmedian")]
    [InlineData("sum", "np.nansum")]
    [InlineData("max", "np.nanmax")]
    public void All_pixels_become_one_value_as_in_numpy(string reducer, string numpy)
    {
        var cells = Noise(3 * 7 * 2 * 11);
        var cube = CallCube("reduce_spatial", ("data", Cube(cells, T("2024-01-01", "2024-01-02", "2024-01-03"), Y(7), B("a", "b"), X(11))),
            ("reducer", Of(reducer)));
        Assert.Equal(["t", "bands"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Numpy.AssertNear(Numpy.Eval($"{numpy}(a,axis=(1,3))", cells, 3, 7, 2, 11), Read(cube), 1e-12);
        Assert.Equal(Read(cube), ReadCells(cube));
        Assert.Equal([Read(cube)[5]], Read(cube.Select(0, [2]).Select(1, [1])));
    }

    [Fact]
    public void A_child_graph_of_several_nodes_gets_all_pixels_too() =>
        Assert.Equal([5, 5], Read(CallCube("reduce_spatial", ("data", Counting(T("2024-01-01", "2024-01-02"), Y(2), X(3))), ("reducer", Range))));

    [SkippableTheory]
    [InlineData("upper-left", 0, 0)]
    [InlineData("lower-left", 0, 1)]
    [InlineData("upper-right", 1, 0)]
    [InlineData("lower-right", 1, 1)]
    public void Windows_are_padded_away_from_the_corner(string align, int right, int lower)
    {
        var cells = Noise(2 * 8 * 10);
        var data = Cube(cells, B("a", "b"), Y(8), X(10));
        var (before, after) = (new[] { lower, right }, new[] { 1 - lower, 1 - right });
        var padded = $"np.pad(a,((0,0),({before[0]},{after[0]}),({2 * before[1]},{2 * after[1]})),constant_values=np.nan).reshape(2,3,3,3,4)";
        foreach (var (child, numpy) in new[] { (Of("median"), "np.nanmedian"), (Range, "(lambda v,axis:np.nanmax(v,axis=axis)-np.nanmin(v,axis=axis))") })
        {
            var cube = CallCube("aggregate_spatial_window", ("data", data), ("reducer", child), ("size", "[4,3]"), ("align", align));
            Numpy.AssertNear(Numpy.Eval($"{numpy}({padded},axis=(2,4))", cells, 2, 8, 10), Read(cube), 1e-12);
            Assert.Equal(Read(cube), ReadCells(cube));
            Assert.Equal(500_000 + 20 - 20 * right, (double)Labels(cube, "x")[0]);
            Assert.Equal(5_000_000 - 15 + 10 * lower, (double)Labels(cube, "y")[0]);
        }
    }

    [Fact]
    public void Windows_that_do_not_fit_are_trimmed()
    {
        var data = Cube(ElementType.UInt8, null, [.. Enumerable.Range(0, 20).Select(i => (double)i)], Y(4), X(5));
        var cube = CallCube("aggregate_spatial_window", ("data", data), ("reducer", Of("max")), ("size", "[2,2]"), ("boundary", "trim"),
            ("align", "lower-right"));
        Assert.Equal([7, 9, 17, 19], Read(cube));
        Assert.Equal(500_020.0, Labels(cube, "x")[0]);
        Assert.Equal("ProcessParameterInvalid",
            Fails("aggregate_spatial_window", ("data", data), ("reducer", Of("max")), ("size", "[9,2]"), ("boundary", "trim")).Code);
    }

    [Fact]
    public void Large_windows_are_reduced_like_small_ones()
    {
        var data = Counting(Y(50), X(45));
        var large = CallCube("aggregate_spatial_window", ("data", data), ("reducer", Of("mean")), ("size", "[30,30]"));
        Assert.Equal(Read(CallCube("reduce_spatial", ("data", data.Crop(0, 0, 30).Crop(1, 0, 30)), ("reducer", Of("mean")))), Read(large)[..1]);
        Assert.Equal(Read(large), ReadCells(large));
    }

    [Fact]
    public void Labels_without_data_are_trimmed()
    {
        var data = Cube([None, None, None, None, None, 1, None, None, None, 2, None, None], B("a", "b", "c"), X(4));
        var cube = CallCube("trim_cube", ("data", data));
        Assert.Equal(["b", "c"], Labels(cube, "bands"));
        Assert.Equal([1.0, 2.0], Read(cube));
        Assert.Equal([500_015.0], Labels(cube, "x"));
        var gap = CallCube("trim_cube", ("data", Cube([None, 1, None, 2, None], X(5))));
        Assert.Equal([1, None, 2], Read(gap));
        Assert.Equal(0, CallCube("trim_cube", ("data", Cube([None], X(1)))).Schema.Dimensions[0].Count);
    }
}
