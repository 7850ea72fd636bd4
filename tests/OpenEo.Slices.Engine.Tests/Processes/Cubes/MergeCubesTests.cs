using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class MergeCubesTests
{
    const double None = double.NaN;
    const string Add = """{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"y"}}}""";

    static CountingCube Scene() => Counting(T("2020-01-01", "2020-01-02"), B("B1", "B2", "B3"), Y(2), X(2));

    [Fact]
    public void Merging_split_bands_gives_the_original_without_a_resolver()
    {
        var (one, two) = (CallCube("filter_bands", ("data", Scene()), ("bands", """["B1","B2"]""")),
            CallCube("filter_bands", ("data", Scene()), ("bands", """["B3"]""")));
        var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", two));
        Assert.Equal(Read(Scene()), Read(merged));
        Assert.Equal(Read(Scene()), ReadCells(merged));
        Assert.Equal(["B1", "B2", "B3"], Labels(merged, "bands"));
    }

    [Fact]
    public void Choosing_a_band_of_the_merged_cube_reads_only_the_cube_that_has_it()
    {
        var (one, two) = (Counting(B("B1"), Y(2), X(2)), Counting(B("B2"), Y(2), X(2)));
        var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", two));
        Assert.Equal([0, 1, 2, 3], Read(CallCube("filter_bands", ("data", merged), ("bands", """["B2"]"""))));
        Assert.Equal((0, 4), (one.CellsRead, two.CellsRead));
    }

    [Fact]
    public void Dates_of_both_cubes_are_sorted()
    {
        var merged = CallCube("merge_cubes",
            ("cube1", Cube([1, 3, 5], T("2020-01-01", "2020-01-03T00:00:00Z", "2020-01-05"))),
            ("cube2", Cube([2, 4], T("2020-01-02T00:00:00Z", "2020-01-04"))));
        Assert.Equal(["2020-01-01", "2020-01-02T00:00:00Z", "2020-01-03T00:00:00Z", "2020-01-04", "2020-01-05"], Labels(merged, "t"));
        Assert.Equal([1, 2, 3, 4, 5], Read(merged));
        Assert.Equal([1, 2, 3, 4, 5], ReadCells(merged));
    }

    [Fact]
    public void The_resolver_gets_what_overlaps_and_only_that()
    {
        var merged = CallCube("merge_cubes",
            ("cube1", Cube([1, 2], T("2020-01-01", "2020-01-02"))), ("cube2", Cube([20, 30], T("2020-01-02T00:00:00Z", "2020-01-03"))),
            ("overlap_resolver", Child(Add)));
        Assert.Equal([1, 22, 30], Read(merged));
    }

    [Fact]
    public void Cells_that_are_in_neither_cube_are_no_data()
    {
        var one = Cube(ElementType.UInt8, 255, [1, 2], B("a"), X(2));
        var two = Cube(ElementType.UInt8, 255, [3, 4], B("b"), X(2, 500_035));
        var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", two));
        Assert.Equal((ElementType.UInt8, 255), (merged.Schema.Element, merged.Schema.NoData));
        Assert.Equal([500_005.0, 500_015.0, 500_025.0, 500_035.0, 500_045.0], Labels(merged, "x"));
        Assert.Equal([1, 2, None, None, None, None, None, None, 3, 4], Read(merged));
        Assert.Equal(Read(merged), ReadCells(merged));
    }

    [Fact]
    public void Overlapping_tiles_grow_to_the_left_and_top()
    {
        var merged = CallCube("merge_cubes", ("cube1", Cube([1, 2], Y(1), X(2))), ("cube2", Cube([10, 20], Y(1), X(2, 499_995))),
            ("overlap_resolver", Child(Add)));
        Assert.Equal([499_995.0, 500_005.0, 500_015.0], Labels(merged, "x"));
        Assert.Equal([10, 21, 2], Read(merged));
    }

    [Fact]
    public void A_cube_with_fewer_dimensions_counts_for_all_labels_whichever_comes_first()
    {
        var (elevation, scene) = (Cube([100, 200, 300, 400], X(2), Y(2)), Counting(B("B1", "B2"), Y(2), X(2)));
        foreach (var (one, two) in new[] { (elevation, scene), (scene, elevation) })
        {
            var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", two), ("overlap_resolver", Child(Add)));
            Assert.Equal(["bands", "y", "x"], merged.Schema.Dimensions.Select(dimension => dimension.Name));
            Assert.Equal([100, 301, 202, 403, 104, 305, 206, 407], Read(merged));
            Assert.Equal(Read(merged), ReadCells(merged));
        }
        Assert.Equal("OverlapResolverMissing", Fails("merge_cubes", ("cube1", scene), ("cube2", elevation)).Code);
    }

    [Fact]
    public void Dimensions_in_another_order_and_axes_in_another_direction_are_the_same()
    {
        var one = Cube([1, 2, 3, 4], B("a"), Y(2), X(2));
        var two = Cube([7, 5, 8, 6], X(2), Y(2, 4_999_985, 10), B("b"));
        var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", two));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Read(merged));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], ReadCells(merged));
    }

    [Theory]
    [InlineData(ElementType.UInt8, 0.0, ElementType.UInt16, 0.0, ElementType.UInt16)]
    [InlineData(ElementType.UInt8, 0.0, ElementType.UInt8, 255.0, ElementType.Float32)]
    [InlineData(ElementType.UInt8, null, ElementType.Int16, null, ElementType.Int16)]
    [InlineData(ElementType.UInt16, 0.0, ElementType.Float32, null, ElementType.Float32)]
    [InlineData(ElementType.UInt16, 0.0, ElementType.Int32, -1.0, ElementType.Float64)]
    public void Types_that_differ_become_one_that_holds_both(ElementType first, double? noData, ElementType second, double? other, ElementType common)
    {
        var merged = CallCube("merge_cubes", ("cube1", Cube(first, noData, [1, 2], B("a"), X(2))), ("cube2", Cube(second, other, [3, 4], B("b"), X(2))));
        Assert.Equal(common, merged.Schema.Element);
        Assert.Equal([1, 2, 3, 4], Read(merged));
    }

    [Fact]
    public void What_is_known_of_the_bands_of_both_stays_known()
    {
        CountingCube Band(string name, string common) => new(
            new CubeSchema([B(name), X(1)], ElementType.UInt16, 0) { Names = new Dictionary<string, BandNames> { [name] = new(common, null) } }, [1]);
        var merged = CallCube("merge_cubes", ("cube1", Band("B4", "red")), ("cube2", Band("B8", "nir")));
        Assert.Equal([0], Read(CallCube("ndvi", ("data", merged))));
    }

    [Fact]
    public void Grids_that_do_not_meet_and_dimensions_of_other_types_are_refused()
    {
        var other = new LabelledDimension("bands", DimensionType.Other, [new StringValue("B1")]);
        Assert.Contains("'bands'", Fails("merge_cubes", ("cube1", Counting(B("B1"))), ("cube2", Counting(other))).Message, StringComparison.Ordinal);
        Assert.Contains("'x'", Fails("merge_cubes", ("cube1", Counting(X(2))), ("cube2", Counting(X(2, 500_007)))).Message, StringComparison.Ordinal);
    }
}
