using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class ApplyNeighborhoodTests
{
    const double None = double.NaN;

    const string Box = """{"process_id":"apply_kernel","arguments":{"data":{"from_parameter":"data"},"kernel":[[1,1,1],[1,1,1],[1,1,1]]}}""";

    static CallbackValue Of(string process) => Child("{\"process_id\":\"" + process + "\",\"arguments\":{\"data\":{\"from_parameter\":\"data\"}}}");

    static CountingCube Days(params string[] dates) => Counting(T(dates), Y(1), X(2));

    [Fact]
    public void Without_overlap_it_is_the_process_on_each_part()
    {
        var data = Counting(B("a"), Y(5), X(7));
        var cube = CallCube("apply_neighborhood", ("data", data), ("process", Child(Box)),
            ("size", """[{"dimension":"x","value":3,"unit":"px"},{"dimension":"y","value":20,"unit":"m"}]"""));
        var whole = Read(cube);
        for (var y = 0; y < 5; y += 2)
            for (var x = 0; x < 7; x += 3)
            {
                var part = data.Crop(1, y, Math.Min(2, 5 - y)).Crop(2, x, Math.Min(3, 7 - x));
                var expected = Read(CallCube("apply_kernel", ("data", part), ("kernel", "[[1,1,1],[1,1,1],[1,1,1]]")));
                Assert.Equal(expected, Read(cube, new Window([0, y, x], part.Schema.Shape)));
            }
        Assert.Equal(whole, ReadCells(cube));
    }

    [Fact]
    public void With_enough_overlap_parts_do_not_show()
    {
        var data = Counting(T("2024-01-01", "2024-01-02"), Y(9), X(8));
        var cube = CallCube("apply_neighborhood", ("data", data), ("process", Child(Box)),
            ("size", """[{"dimension":"x","value":3,"unit":"px"},{"dimension":"y","value":4,"unit":"px"}]"""),
            ("overlap", """[{"dimension":"x","value":10},{"dimension":"y","value":1,"unit":"px"}]"""));
        Assert.Equal(Read(CallCube("apply_kernel", ("data", data), ("kernel", "[[1,1,1],[1,1,1],[1,1,1]]"))), Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Theory]
    [InlineData("P1M", new double[] { 0, 1, 2, 4, 6, 9, 6, 7 })]
    [InlineData("month", new double[] { 0, 1, 2, 4, 4, 5, 10, 12 })]
    [InlineData("P1D", new double[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData("P1Y", new double[] { 0, 1, 2, 4, 6, 9, 12, 16 })]
    public void Series_are_cut_by_durations_and_periods(string size, double[] expected)
    {
        var cube = CallCube("apply_neighborhood", ("data", Days("2024-01-03", "2024-01-20", "2024-02-01", "2024-02-28")), ("process", Of("cumsum")),
            ("size", $$"""[{"dimension":"x","value":1,"unit":"px"},{"dimension":"y","value":1,"unit":"px"},{"dimension":"t","value":"{{size}}"}]"""));
        Assert.Equal(expected, Read(cube));
        Assert.Equal(expected, ReadCells(cube));
    }

    [Fact]
    public void Overlap_in_time_is_handed_over_and_left_out_again()
    {
        var cube = CallCube("apply_neighborhood", ("data", Days("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04")), ("process", Of("cumsum")),
            ("size", """[{"dimension":"x","value":1,"unit":"px"},{"dimension":"y","value":1,"unit":"px"},{"dimension":"t","value":"P2D"}]"""),
            ("overlap", """[{"dimension":"t","value":"P1D"}]"""));
        Assert.Equal([0, 1, 2, 4, 6, 8, 12, 15], Read(cube));
    }

    [Fact]
    public void A_part_of_one_axis_is_an_array_with_no_data_beyond_the_edge()
    {
        var cube = CallCube("apply_neighborhood", ("data", Counting(X(4))), ("process",
            new CallbackValue(Nodes("""
                {"o":{"process_id":"array_apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
                  "m":{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"index"}},"result":true}}}},"result":true}}
                """),
                System.Collections.Immutable.ImmutableDictionary<string, Engine.Values.Value>.Empty, "test")),
            ("size", """[{"dimension":"x","value":2,"unit":"px"}]"""), ("overlap", """[{"dimension":"x","value":1,"unit":"px"}]"""));
        Assert.Equal([1, 3, 3, 5], Read(cube));
    }

    [Theory]
    [InlineData("""[{"dimension":"z","value":2}]""", "apply_kernel", "DimensionNotAvailable")]
    [InlineData("""[{"dimension":"x","value":0,"unit":"px"}]""", "apply_kernel", "ProcessParameterInvalid")]
    [InlineData("""[{"dimension":"t","value":"P-1D"}]""", "apply_kernel", "ProcessParameterInvalid")]
    [InlineData("""[{"dimension":"t","value":3}]""", "apply_kernel", "ProcessParameterInvalid")]
    [InlineData("""[{"dimension":"x","value":2,"unit":"px"}]""", "drop", "DataCubePropertiesImmutable")]
    [InlineData("""[{"dimension":"x","value":1,"unit":"px"},{"dimension":"t","value":4,"unit":"px"}]""", "max", "DataCubePropertiesImmutable")]
    public void Says_what_is_wrong(string size, string process, string code)
    {
        var child = process switch
        {
            "apply_kernel" => Child(Box),
            "drop" => Child("""{"process_id":"drop_dimension","arguments":{"data":{"from_parameter":"data"},"name":"y"}}"""),
            _ => Of(process),
        };
        Assert.Equal(code, Fails("apply_neighborhood", ("data", Days("2024-01-01", "2024-01-02")), ("process", child), ("size", size)).Code);
    }

    [Fact]
    public void Missing_cells_stay_missing()
    {
        var data = Cube([1, None, 3, 4], Y(2), X(2));
        var cube = CallCube("apply_neighborhood", ("data", data), ("size", """[{"dimension":"x","value":2,"unit":"px"}]"""), ("process", Child(
            """
            {"process_id":"apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
             "m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":2},"result":true}}}}}
            """)));
        Assert.Equal([2, None, 6, 8], Read(cube));
    }
}
