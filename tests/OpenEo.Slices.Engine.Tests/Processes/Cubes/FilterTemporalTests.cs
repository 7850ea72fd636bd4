using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class FilterTemporalTests
{
    static CountingCube Series() => Counting(T("2020-06-01", "2020-06-03T00:00:00Z", "2020-06-05T12:00:00Z", "2020-06-07T00:00:00Z"), X(2));

    [Theory]
    [InlineData("""["2020-06-01","2020-06-07"]""", new[] { 0, 1, 2 })]
    [InlineData("""["2020-06-01T00:00:01Z","2020-06-05T14:00:00+02:00"]""", new[] { 1 })]
    [InlineData("""[null,"2020-06-03"]""", new[] { 0 })]
    [InlineData("""["2020-06-05",null]""", new[] { 2, 3 })]
    [InlineData("""["2021-01-01",null]""", new int[0])]
    public void Keeps_labels_from_the_start_up_to_but_not_at_the_end(string extent, int[] kept)
    {
        var source = Series();
        var cube = CallCube("filter_temporal", ("data", source), ("extent", extent));
        Assert.Equal(kept.Select(i => source.Schema.Dimensions[0].Label(i)), cube.Schema.Dimensions[0].Labels);
        Assert.Equal(kept.SelectMany(i => new double[] { 2 * i, 2 * i + 1 }), Read(cube));
        Assert.Equal(2 * kept.Length, source.CellsRead);
    }

    [Fact]
    public void Filters_all_temporal_dimensions_or_the_one_that_is_named()
    {
        var other = LabelledDimension.Of("run", DimensionType.Temporal, ["2020-06-01", "2020-06-02"]);
        var cube = Counting(T("2020-06-01", "2020-06-02"), other);
        Assert.Equal([1, 1], CallCube("filter_temporal", ("data", cube), ("extent", """["2020-06-02",null]""")).Schema.Shape);
        Assert.Equal([2, 1], CallCube("filter_temporal", ("data", cube), ("extent", """["2020-06-02",null]"""), ("dimension", "run")).Schema.Shape);
    }

    [Theory]
    [InlineData("""["2020-06-02","2020-06-01"]""", null, "TemporalExtentEmpty")]
    [InlineData("""["2020-06-02","2020-06-02T00:00:00Z"]""", null, "TemporalExtentEmpty")]
    [InlineData("""["2020-06-02",null]""", "time", "DimensionNotAvailable")]
    [InlineData("""["2020-06-02",null]""", "x", "ProcessParameterInvalid")]
    [InlineData("""[null,null]""", null, "ProcessParameterInvalid")]
    [InlineData("""["yesterday",null]""", null, "ProcessParameterInvalid")]
    public void Says_what_is_wrong(string extent, string? dimension, string code) =>
        Assert.Equal(code, Fails("filter_temporal", ("data", Series()), ("extent", extent), ("dimension", dimension)).Code);

    [Fact]
    public void A_cube_without_time_has_no_dimension_to_filter() =>
        Assert.Equal("DimensionNotAvailable", Fails("filter_temporal", ("data", Counting(X(2))), ("extent", """["2020-06-02",null]""")).Code);

    [Fact]
    public void A_cube_may_be_left_without_dates()
    {
        // A cube that cannot choose by itself: its labels are selected behind it.
        var cube = new MemoryCube(new CubeSchema([T("2020-06-01", "2020-06-02"), X(2)], ElementType.Float64, double.NaN), [1, 2, 3, 4]);
        var none = CallCube("filter_temporal", ("data", cube), ("extent", """["2021-01-01",null]"""));
        Assert.Equal([0, 2], none.Schema.Shape);
        Assert.Empty(Read(none));
        var sum = Child("""{"process_id":"sum","arguments":{"data":{"from_parameter":"data"}}}""");
        Assert.Equal([double.NaN, double.NaN], Read(CallCube("reduce_dimension", ("data", none), ("dimension", "t"), ("reducer", sum))));
    }
}
