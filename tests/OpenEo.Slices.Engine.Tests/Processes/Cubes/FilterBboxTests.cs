using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class FilterBboxTests
{
    [Fact]
    public void Keeps_the_pixels_whose_centre_is_inside_or_on_the_edge()
    {
        var cube = CallCube("filter_bbox", ("data", Counting(Y(4), X(5))),
            ("extent", """{"west":500014,"east":500035,"south":4999975,"north":4999986,"crs":32632}"""));
        Assert.Equal([2, 3], cube.Schema.Shape);
        Assert.Equal(500_015, cube.Schema.X!.First);
        Assert.Equal(4_999_985, cube.Schema.Y!.First);
        Assert.Equal([6, 7, 8, 11, 12, 13], Read(cube));
    }

    [Fact]
    public void Reads_only_the_pixels_that_are_kept()
    {
        var source = Counting(T("2020-01-01", "2020-01-02"), Y(10), X(10));
        var cube = CallCube("filter_bbox", ("data", source),
            ("extent", """{"west":500020,"east":500040,"south":4999950,"north":4999980,"crs":"EPSG:32632"}"""));
        Assert.Equal(2 * 3 * 2, Read(cube).Length);
        Assert.Equal(2 * 3 * 2, source.CellsRead);
    }

    [Fact]
    public void Works_on_south_up_axes_and_any_order_of_dimensions()
    {
        var cube = CallCube("filter_bbox", ("data", Counting(X(3), Y(4, 4_999_965, 10))),
            ("extent", """{"west":500000,"east":500012,"south":4999961,"north":4999976,"crs":32632}"""));
        Assert.Equal([1, 2], cube.Schema.Shape);
        Assert.Equal([0, 1], Read(cube));
    }

    [Fact]
    public void Takes_degrees_by_default_and_the_envelope_in_the_cubes_system()
    {
        // A 9 x 8 grid of 10 m near Münster; the corners in degrees lie 40 m and 25 m apart.
        var data = Counting(Y(8, 5_757_495, crs: "EPSG:25832"), X(9, 404_835, crs: "EPSG:25832"));
        var cube = CallCube("filter_bbox", ("data", data),
            ("extent", """{"east":7.615929556794445,"south":51.95982196234872,"west":7.615340662408175,"north":51.96005351522534}"""));
        Assert.Equal([404_865.0, 404_875.0, 404_885.0, 404_895.0], Labels(cube, "x"));
        Assert.Equal([5_757_495.0, 5_757_485.0, 5_757_475.0], Labels(cube, "y"));
    }

    [Fact]
    public void A_box_around_everything_changes_nothing()
    {
        var data = Counting(Y(3), X(2));
        Assert.Same(data, CallCube("filter_bbox", ("data", data), ("extent", """{"west":-20,"east":40,"south":10,"north":80}""")));
    }

    [Fact]
    public void A_box_across_the_antimeridian_counts_on_the_side_of_the_data()
    {
        var data = Counting(Y(2, 1.5, -1, "EPSG:4326"), X(10, -179.5, 1, "EPSG:4326"));
        var cube = CallCube("filter_bbox", ("data", data), ("extent", """{"west":170,"east":-177,"south":0,"north":2}"""));
        Assert.Equal([0, 1, 2, 10, 11, 12], Read(cube));
    }

    [Fact]
    public void A_cube_without_a_system_is_taken_to_have_the_boxs_coordinates()
    {
        var cube = CallCube("filter_bbox", ("data", Counting(Y(2, 1.5, -1, null), X(3, 0.5, 1, null))),
            ("extent", """{"west":1,"east":3,"south":0,"north":1}"""));
        Assert.Equal([4, 5], Read(cube));
    }

    [Theory]
    [InlineData("""{"west":8,"east":7,"south":1,"north":2,"crs":32632}""", "extent is empty")]
    [InlineData("""{"west":7,"east":8,"south":3,"north":2}""", "extent is empty")]
    [InlineData("""{"west":7,"east":7,"south":1,"north":2}""", "extent is empty")]
    [InlineData("""{"west":7,"east":8,"south":1,"north":2,"crs":99999}""", "'crs'")]
    [InlineData("""{"west":"a","east":8,"south":1,"north":2}""", "'west'")]
    public void Says_what_is_wrong_with_a_box(string extent, string reason)
    {
        var fault = Fails("filter_bbox", ("data", Counting(Y(2), X(2))), ("extent", extent));
        Assert.Equal(("ProcessParameterInvalid", "extent"), (fault.Code, fault.Parameter));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"west":600000,"east":600100,"south":4999900,"north":5000000,"crs":32632}""", 2, 0,
        "the data covers [500000, 4999980, 500020, 5000000] (EPSG:32632)")]
    [InlineData("""{"west":500006,"east":500014,"south":4999900,"north":5000000,"crs":32632}""", 2, 0, "no pixel's centre")]
    [InlineData("""{"west":500000,"east":500020,"south":4999980,"north":5000000,"crs":32632,"base":0,"height":10}""", 2, 2, "no vertical axis")]
    [InlineData("""{"west":500000,"east":500020,"south":4999980,"north":5000000,"crs":32632,"base":null,"height":null}""", 2, 2, null)]
    public void Tells_that_nothing_is_left_and_that_heights_limit_nothing(string extent, int height, int width, string? told)
    {
        var log = new List<string>();
        var evaluation = new Evaluation(new EvaluationServices(new FakeReader(), null!, null!, null!, UserContext.Nobody, new Log(log),
            CancellationToken.None));
        var cube = ((CubeValue)Call(evaluation, "filter_bbox", ("data", Counting(T("2020-01-01"), Y(2), X(2))), ("extent", extent))).Cube;
        Assert.Equal([1, height, width], cube.Schema.Shape);
        Assert.Equal(height * width, Read(cube).Length);
        Assert.Equal(told is null ? 0 : 1, log.Count);
        if (told is not null) Assert.Contains(told, log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_of_nothing_can_be_worked_with()
    {
        var empty = CallCube("filter_bbox", ("data", Counting(T("2020-01-01", "2020-01-02"), B("B04", "B08"), Y(2), X(2))),
            ("extent", """{"west":600000,"east":600100,"south":4999900,"north":5000000,"crs":32632}"""));
        Assert.Equal([2, 2, 2, 0], empty.Schema.Shape);
        var mean = Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""");
        foreach (var cube in (RasterCube[])[
            CallCube("reduce_dimension", ("data", empty), ("dimension", "t"), ("reducer", mean)),
            CallCube("apply", ("data", empty), ("process", Child("""{"process_id":"sqrt","arguments":{"x":{"from_parameter":"x"}}}"""))),
            CallCube("filter_bands", ("data", empty), ("bands", """["B08"]""")),
            CallCube("aggregate_temporal_period", ("data", empty), ("period", "month"), ("reducer", mean)),
            CallCube("mask", ("data", empty), ("mask", empty)),
            CallCube("add_dimension", ("data", empty), ("name", "q"), ("label", "a"))])
            Assert.Empty(Read(cube));
    }

    [Fact]
    public void Pixels_of_a_box_that_misses_the_grid_are_none()
    {
        var grid = new Grid(null, 0, 10, 1, -1, 10, 10);
        Assert.Equal((0, 0, 10, 10), SpatialExtent.Pixels(grid, new BoundingBox(-5, -5, 50, 50)));
        Assert.Equal((2, 7, 2, 1), SpatialExtent.Pixels(grid, new BoundingBox(2.5, 2.1, 4.4, 2.9)));
        Assert.Equal(0, SpatialExtent.Pixels(grid, new BoundingBox(11, 0, 12, 10)).Width);
        Assert.Equal(0, SpatialExtent.Pixels(grid, new BoundingBox(0, -9, 5, -8)).Height);
    }

    sealed class Log(List<string> messages) : IRunLog
    {
        void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data) => messages.Add(message);
    }
}
