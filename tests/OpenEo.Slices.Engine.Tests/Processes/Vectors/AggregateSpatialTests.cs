using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;
using static OpenEo.Slices.Engine.Tests.Processes.Vectors.VectorTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

public sealed class AggregateSpatialTests
{
    const double None = double.NaN;

    static CallbackValue Reducer(string process) => Child($$$"""{"process_id":"{{{process}}}","arguments":{"data":{"from_parameter":"data"} } }""");

    static CallbackValue Several(params string[] reducers)
    {
        var nodes = string.Concat(reducers.Select((id, i) =>
            $$$""" "r{{{i}}}":{"process_id":"{{{id}}}","arguments":{"data":{"from_parameter":"data"} } }, """));
        var items = string.Join(',', reducers.Select((_, i) => $$$"""{"from_node":"r{{{i}}}"}"""));
        return Graph("{" + nodes + "\"all\":{\"process_id\":\"array_create\",\"arguments\":{\"data\":[" + items + "]},\"result\":true}}");
    }

    static CallbackValue Graph(string json)
    {
        var graph = ProcessGraph.Parse(System.Text.Json.JsonDocument.Parse(json).RootElement, []);
        return new CallbackValue(graph!, System.Collections.Immutable.ImmutableDictionary<string, OpenEo.Slices.Engine.Values.Value>.Empty, "test");
    }

    [Theory]
    [InlineData("mean", new[] { 2.5, 26.5 })]
    [InlineData("sum", new[] { 10.0, 106.0 })]
    [InlineData("min", new[] { 0.0, 24.0 })]
    [InlineData("max", new[] { 5.0, 29.0 })]
    [InlineData("count", new[] { 4.0, 4.0 })]
    [InlineData("median", new[] { 2.5, 26.5 })]
    [InlineData("product", new[] { 0.0, 24.0 * 25 * 28 * 29 })]
    [InlineData("first", new[] { 0.0, 24.0 })]
    public void Reduces_the_pixels_of_a_polygon_for_each_date(string reducer, double[] expected)
    {
        var cube = CallCube("aggregate_spatial", ("data", Counting(T("2020-01-01", "2020-01-02"), Y(6), X(4))), ("geometries", Box(0, 0, 2, 2)),
            ("reducer", Reducer(reducer)));
        Assert.Equal(["geometry", "t"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(DimensionType.Geometry, cube.Schema.Dimensions[0].Type);
        Assert.Equal(expected, Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Fact]
    public void Points_and_lines_have_pixels_too_and_what_lies_outside_has_no_data()
    {
        var data = Counting(Y(4), X(4));
        double Value(string geojson) => Read(CallCube("aggregate_spatial", ("data", data), ("geometries", geojson), ("reducer", Reducer("sum"))))[0];
        Assert.Equal(6, Value(GeoJson("Point", At(2.9, 1.1))));
        Assert.Equal(0 + 1 + 5, Value(GeoJson("LineString", $"[{At(0.2, 0.1)},{At(1.8, 1.6)}]")));
        Assert.Equal(None, Value(GeoJson("Point", At(9, 1))));
        Assert.Equal(None, Value(Box(0.6, 0.6, 0.9, 0.9)));
    }

    [Fact]
    public void No_data_is_left_out_and_counted_in_a_target_dimension()
    {
        var data = Cube(ElementType.UInt16, 0, [0, 2, 4, 0, 0, 0], Y(3), X(2));
        foreach (var reducer in new[] { "mean", "median" })
        {
            var cube = CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 2, 3)), ("reducer", Reducer(reducer)), ("target_dimension", "n"));
            Assert.Equal(["geometry", "n"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
            Assert.Equal(["value", "total_count", "valid_count"], Labels(cube, "n"));
            Assert.Equal([3, 6, 2], Read(cube));
        }
        Assert.Equal("TargetDimensionExists", Fails("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 2, 3)), ("reducer", Reducer("mean")),
            ("target_dimension", "x")).Code);
    }

    [Fact]
    public void Several_reducers_make_a_dimension_of_their_names()
    {
        var data = Counting(B("B1", "B2"), Y(2), X(2));
        var cube = CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 2, 2)), ("reducer", Several("mean", "max", "count")));
        Assert.Equal(["geometry", "bands", "result"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(["mean", "max", "count"], Labels(cube, "result"));
        Assert.Equal([1.5, 3, 4, 5.5, 7, 4], Read(cube));
        Assert.Equal(8, data.CellsRead);
        var gathered = CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 2, 2)), ("reducer", Several("mean", "median")));
        Assert.Equal([1.5, 1.5, 5.5, 5.5], Read(gathered));
        Assert.Equal(["mean", "median"], Labels(gathered, "result"));
        var twice = CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 2, 2)), ("reducer", Several("median", "median")));
        Assert.Equal([0.0, 1.0], Labels(twice, "result"));
    }

    [Fact]
    public void What_is_computed_of_statistics_and_what_needs_all_pixels_give_the_same()
    {
        var data = Counting(Y(3), X(3));
        var range = Graph("""
            {"low":{"process_id":"min","arguments":{"data":{"from_parameter":"data"}}},
             "high":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}}},
             "range":{"process_id":"subtract","arguments":{"x":{"from_node":"high"},"y":{"from_node":"low"}},"result":true}}
            """);
        Assert.Equal([8], Read(CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 3, 3)), ("reducer", range))));
        var doubled = Graph("""
            {"twice":{"process_id":"array_apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
               "m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":2},"result":true}}}}},
             "sum":{"process_id":"sum","arguments":{"data":{"from_node":"twice"}},"result":true}}
            """);
        Assert.Equal([72], Read(CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 3, 3)), ("reducer", doubled))));
        var quartiles = Child("""{"process_id":"quantiles","arguments":{"data":{"from_parameter":"data"},"probabilities":[0.25,0.75]}}""");
        Assert.Equal([2, 6], Read(CallCube("aggregate_spatial", ("data", data), ("geometries", Box(0, 0, 3, 3)), ("reducer", quartiles))));
    }

    [Fact]
    public void A_wrong_reducer_is_a_fault_of_the_graph()
    {
        var fault = Fails("aggregate_spatial", ("data", Counting(Y(3), X(3))), ("geometries", Box(0, 0, 3, 3)),
            ("reducer", Child("""{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"B02"}}""")));
        Assert.Equal("ArrayNotLabeled", fault.Code);
    }

    [Fact]
    public void Ten_thousand_polygons_are_one_pass_and_equal_sums_pixel_by_pixel()
    {
        const int Size = 96;
        var random = new Random(5);
        var cells = Enumerable.Range(0, 2 * Size * Size).Select(_ => random.Next(20) == 0 ? None : (float)(random.NextDouble() * 1e4 - 3e3)).ToArray();
        double[] numbers = [.. cells.Select(cell => (double)cell)];
        var data = Cube(ElementType.Float32, None, numbers, T("2020-01-01", "2020-01-02"), Y(Size), X(Size));
        var stars = Stars(10_000, Size, 4, seed: 2).ToList();
        var polygons = Polygons(stars);
        var cube = CallCube("aggregate_spatial", ("data", data), ("geometries", polygons), ("reducer", Several("sum", "variance", "min", "count")));
        var result = Read(cube);
        Assert.True(data.CellsRead <= numbers.Length, $"{data.CellsRead} cells were read of {numbers.Length}.");
        for (var i = 0; i < 400; i++)
        {
            var locator = new IndexedPointInAreaLocator(stars[i]);
            var inside = (from y in Enumerable.Range(0, Size)
                          from x in Enumerable.Range(0, Size)
                          where locator.Locate(new Coordinate(x + 0.5, y + 0.5)) == Location.Interior
                          select y * Size + x).ToList();
            for (var t = 0; t < 2; t++)
            {
                var valid = inside.Select(at => numbers[t * Size * Size + at]).Where(cell => !double.IsNaN(cell)).ToList();
                var got = result.AsSpan((i * 2 + t) * 4, 4);
                Near(valid.Count == 0 ? None : valid.Sum(), got[0]);
                Near(valid.Count < 2 ? None : valid.Sum(v => Math.Pow(v - valid.Average(), 2)) / (valid.Count - 1), got[1]);
                Assert.Equal(valid.Count == 0 ? None : valid.Min(), got[2]);
                Assert.Equal(inside.Count == 0 ? None : valid.Count, got[3]);
            }
        }

        static void Near(double expected, double got) => Assert.True(
            double.IsNaN(expected) ? double.IsNaN(got) : Math.Abs(expected - got) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{expected} is {got}.");
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("sd")]
    [InlineData("product")]
    public void Windows_and_threads_change_no_byte(string reducer)
    {
        const int Size = 150;
        var random = new Random(6);
        double[] numbers = [.. Enumerable.Range(0, 3 * Size * Size).Select(_ => (double)(float)(random.NextDouble() + 0.5))];
        double[]? first = null;
        foreach (var (budget, threads) in new[] { (1L << 30, 1), (600_000L, 1), (420_000L, 3) })
        {
            var data = Cube(ElementType.Float32, None, numbers, T("2020-01-01", "2020-01-02", "2020-01-03"), Y(Size), X(Size));
            var cube = CallCube("aggregate_spatial", ("data", data), ("geometries", Polygons(Stars(300, Size, 60, seed: 7))), ("reducer", Reducer(reducer)));
            using var pool = new BlockPool();
            foreach (var stage in StageRun.Of([cube]))
            {
                var windows = StageRun.Windows(stage, budget);
                Assert.Equal(budget > 1_000_000, windows.Count == 1);
                var options = new EngineOptions { MemoryBudget = budget * threads, Threads = threads };
                StageRun.Run(stage, windows, null, options, pool, () => { }, CancellationToken.None);
            }
            first ??= Read(cube);
            Assert.Equal(first, Read(cube));
        }
    }
}
