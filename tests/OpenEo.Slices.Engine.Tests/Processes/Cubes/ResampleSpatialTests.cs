using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class ResampleSpatialTests
{
    const double None = double.NaN;

    [Theory]
    [InlineData("0", null)]
    [InlineData("10", null)]
    [InlineData("[10,0]", null)]
    [InlineData("0", 32632)]
    public void What_changes_nothing_is_the_cube_itself(string resolution, int? projection)
    {
        var data = Counting(Y(4), X(4));
        var size = ValueJson.Read(System.Text.Json.JsonDocument.Parse(resolution).RootElement);
        Assert.Same(data, CallCube("resample_spatial", ("data", data), ("resolution", size), ("projection", projection)));
    }

    [Fact]
    public void A_new_pixel_size_keeps_the_upper_left_corner()
    {
        var cube = CallCube("resample_spatial", ("data", Counting(Y(4), X(4))), ("resolution", 20));
        Assert.Equal(new Grid("EPSG:32632", 500_000, 5_000_000, 20, -20, 2, 2), cube.Schema.Grid);
        Assert.Equal([5, 7, 13, 15], Read(cube));
        Assert.Equal([5, 7, 13, 15], ReadCells(cube));
    }

    [Fact]
    public void Width_and_height_may_differ()
    {
        var cube = CallCube("resample_spatial", ("data", Counting(Y(2), X(2))), ("resolution", "[5,20]"));
        Assert.Equal([1, 4], cube.Schema.Shape);
        Assert.Equal([2, 2, 3, 3], Read(cube));
    }

    [Theory]
    [InlineData("upper-left", 500_000, 5_000_000)]
    [InlineData("upper-right", 499_990, 5_000_000)]
    [InlineData("lower-left", 500_000, 5_000_010)]
    [InlineData("lower-right", 499_990, 5_000_010)]
    public void The_corner_that_stays_can_be_chosen(string align, double x, double y)
    {
        var cube = CallCube("resample_spatial", ("data", Counting(Y(5), X(5))), ("resolution", 20), ("align", align));
        Assert.Equal(new Grid("EPSG:32632", x, y, 20, -20, 3, 3), cube.Schema.Grid);
    }

    [Fact]
    public void Axes_may_be_south_up_and_in_any_order()
    {
        var data = Counting(X(4), T("2020-01-01", "2020-01-02"), Y(4, 4_999_965, 10));
        var cube = CallCube("resample_spatial", ("data", data), ("resolution", 20));
        Assert.Equal([2, 2, 2], cube.Schema.Shape);
        Assert.Equal(20, cube.Schema.Y!.Step);
        Assert.Equal([9, 11, 13, 15, 25, 27, 29, 31], Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Fact]
    public void A_new_projection_covers_the_extent_on_multiples_of_the_pixel_size()
    {
        var data = Counting(T("2020-01-01", "2020-01-02"), Y(30), X(40));
        var cube = CallCube("resample_spatial", ("data", data), ("resolution", 20), ("projection", 3857));
        var (grid, box) = (cube.Schema.Grid!, new FakeReader().Transform(data.Schema.Grid!.Bounds, "EPSG:32632", "EPSG:3857"));
        Assert.Equal(("EPSG:3857", 20, -20), (grid.Crs, grid.StepX, grid.StepY));
        Assert.Equal((0, 0), (grid.OriginX % 20, grid.OriginY % 20));
        Assert.True(grid.Bounds.West <= box.West && box.West - grid.Bounds.West < 20 && grid.Bounds.North >= box.North && grid.Bounds.South <= box.South
            && grid.Bounds.East >= box.East);
        var cells = Read(cube);
        Assert.Contains(None, cells);
        Assert.InRange(cells.Count(double.IsFinite), 2 * 40 * 30 / 2, 2 * 40 * 30);
        Assert.Equal(cells, ReadCells(cube));
    }

    [Fact]
    public void Without_a_size_the_pixels_of_a_new_projection_are_square_and_as_many_along_the_diagonal()
    {
        var grid = CallCube("resample_spatial", ("data", Counting(Y(30), X(40))), ("projection", 3857)).Schema.Grid!;
        Assert.Equal(grid.StepX, -grid.StepY);
        // Mercator stretches by the cosine of the latitude, about 45 degrees.
        Assert.InRange(grid.StepX, 13.8, 14.4);
        Assert.InRange(double.Hypot(grid.Width, grid.Height), 50, 53);
    }

    [Fact]
    public void A_small_window_reads_only_what_lies_under_it()
    {
        var data = Counting(Y(200), X(200));
        var cube = CallCube("resample_spatial", ("data", data), ("resolution", 20), ("projection", 3857));
        Read(cube, new Window([70, 70], [2, 2]));
        Assert.InRange(data.CellsRead, 1, 15 * 15);
    }

    [Fact]
    public void Filters_after_it_are_handed_to_its_input()
    {
        var data = Counting(B("B1", "B2", "B3"), Y(100), X(100));
        var cube = CallCube("filter_bands", ("data", CallCube("resample_spatial", ("data", data), ("resolution", 20))), ("bands", """["B2"]"""));
        var cropped = CallCube("filter_bbox", ("data", cube), ("extent", """{"west":500400,"east":500440,"south":4999500,"north":4999540,"crs":32632}"""));
        Assert.Equal([1, 2, 2], cropped.Schema.Shape);
        Assert.Equal([14_741, 14_743, 14_941, 14_943], Read(cropped));
        Assert.InRange(data.CellsRead, 4, 12 * 12);
    }

    [Fact]
    public void Integers_keep_type_and_no_data_or_become_floats_when_there_is_none()
    {
        var some = CallCube("resample_spatial", ("data", Cube(ElementType.UInt16, 0, [1, 2, 3, 4], Y(2), X(2))), ("resolution", 5));
        Assert.Equal((ElementType.UInt16, 0), (some.Schema.Element, some.Schema.NoData));
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], Read(some));
        var none = CallCube("resample_spatial", ("data", Cube(ElementType.UInt8, null, [0, 2, 3, 4], Y(2), X(2))), ("resolution", 10), ("projection", 32633));
        Assert.Equal(ElementType.Float32, none.Schema.Element);
        Assert.Contains(None, Read(none));
    }

    [Fact]
    public void The_grid_of_another_cube_can_be_the_target()
    {
        var data = Counting(B("a"), Y(4), X(4));
        var coarse = CallCube("resample_cube_spatial", ("data", data), ("target", Counting(Y(3, 4_999_990, -20), X(2, 500_010, 20))));
        Assert.Equal([5, 7, 13, 15, None, None], Read(coarse));
        var inside = CallCube("resample_cube_spatial", ("data", data), ("target", Counting(Y(1, 4_999_985), X(2, 500_015))), ("method", "cubic"));
        Assert.Equal([5, 6], Read(inside));
        Assert.Same(data, CallCube("resample_cube_spatial", ("data", data), ("target", data)));
        Assert.Equal("ProcessParameterInvalid", Fails("resample_cube_spatial", ("data", data), ("target", Counting(X(2)))).Code);
        Assert.Equal("ProcessParameterInvalid", Fails("resample_cube_spatial", ("data", data), ("target", Counting(Y(1, crs: null), X(1, crs: null)))).Code);
    }

    [Fact]
    public void A_coarser_mask_is_brought_to_the_grid_of_the_data()
    {
        var mask = Cube([0, 1, 1, 0], Y(2, 4_999_990, -20), X(2, 500_010, 20));
        var cube = CallCube("mask", ("data", Counting(Y(4), X(4))), ("mask", mask), ("replacement", -1));
        Assert.Equal([0, 1, -1, -1, 4, 5, -1, -1, -1, -1, 10, 11, -1, -1, 14, 15], Read(cube));
    }

    [Fact]
    public void Cubes_on_other_grids_merge_on_the_first_ones()
    {
        var merged = CallCube("merge_cubes", ("cube1", Counting(B("a"), Y(2), X(2))), ("cube2", Cube([7], B("b"), Y(1, 4_999_990, -20), X(1, 500_010, 20))));
        Assert.Equal([0, 1, 2, 3], Read(merged)[..4]);
        Assert.Equal(["a", "b"], Labels(merged, "bands"));
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        Assert.Contains("domain",
            Fails("resample_spatial", ("data", Counting(Y(2, 89.5, 1, "EPSG:4326"), X(2, 0, 1, "EPSG:4326"))), ("projection", 3857)).Message,
            StringComparison.Ordinal);
        Assert.Contains("known", Fails("resample_spatial", ("data", Counting(Y(2), X(2))), ("projection", 99999)).Message, StringComparison.Ordinal);
        Assert.Contains("no coordinate reference system",
            Fails("resample_spatial", ("data", Counting(Y(2, crs: null), X(2, crs: null))), ("projection", 3857)).Message, StringComparison.Ordinal);
        Assert.Contains("too many", Fails("resample_spatial", ("data", Counting(Y(2), X(2))), ("resolution", 1e-9)).Message, StringComparison.Ordinal);
        Assert.Contains("no horizontal axes", Fails("resample_spatial", ("data", Counting(X(2))), ("resolution", 20)).Message, StringComparison.Ordinal);
    }
}
