using FsCheck.Xunit;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class ApplyDimensionTests
{
    const double None = double.NaN;

    static string Data => """{"from_parameter":"data"}""";

    static CallbackValue Of(string process, string more = "") => Child(
        $"{{\"process_id\":\"{process}\",\"arguments\":{{\"data\":{Data}{more}}}}}");

    static CountingCube Series(params double[] cells) =>
        Cube(cells, T([.. Enumerable.Range(1, cells.Length / 2).Select(day => $"2024-01-{day:00}")]), X(2));

    [Fact]
    public void Gaps_in_time_are_filled_and_labels_stay()
    {
        var cube = CallCube("apply_dimension", ("data", Series(1, None, None, 4, 3, 8)), ("dimension", "t"), ("process", Of("array_interpolate_linear")));
        Assert.Equal([1, None, 2, 4, 3, 8], Read(cube));
        Assert.Equal(["2024-01-01", "2024-01-02", "2024-01-03"], Labels(cube, "t"));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Theory]
    [InlineData("cumsum", new double[] { 5, 1, 8, 2, 9, 3 })]
    [InlineData("sort", new double[] { 1, 1, 3, 1, 5, 1 })]
    [InlineData("order", new double[] { 2, 0, 1, 1, 0, 2 })]
    public void Arrays_of_the_same_length_keep_their_labels(string process, double[] expected)
    {
        var cube = CallCube("apply_dimension", ("data", Series(5, 1, 3, 1, 1, 1)), ("dimension", "t"), ("process", Of(process)));
        Assert.Equal(expected, Read(cube));
        Assert.Equal(["2024-01-01", "2024-01-02", "2024-01-03"], Labels(cube, "t"));
        Assert.Equal(expected, ReadCells(cube));
    }

    [Fact]
    public void Bands_become_other_bands_by_array_create()
    {
        var data = Cube([1, 2, 10, 20, 100, 200], B("red", "nir", "blue"), X(2));
        var child = new CallbackValue(Nodes("""
            {"r":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"red"}},
             "n":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"nir"}},
             "s":{"process_id":"add","arguments":{"x":{"from_node":"r"},"y":{"from_node":"n"}}},
             "c":{"process_id":"array_create","arguments":{"data":[{"from_node":"s"},{"from_node":"r"}]},"result":true}}
            """), System.Collections.Immutable.ImmutableDictionary<string, Value>.Empty, "test");
        var cube = CallCube("apply_dimension", ("data", data), ("dimension", "bands"), ("process", child));
        Assert.Equal([11, 22, 1, 2], Read(cube));
        Assert.Equal([0.0, 1.0], Labels(cube, "bands"));
        Assert.Equal(DimensionType.Bands, cube.Schema.Dimensions[0].Type);
    }

    [Fact]
    public void A_choice_of_elements_reads_only_what_they_need()
    {
        var data = Cube([1, 2, 10, 20, 100, 200], B("red", "nir", "blue"), X(2));
        var child = new CallbackValue(Nodes("""
            {"b":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":2}},
             "r":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":0}},
             "c":{"process_id":"array_create","arguments":{"data":[{"from_node":"b"},{"from_node":"r"}]},"result":true}}
            """), System.Collections.Immutable.ImmutableDictionary<string, Value>.Empty, "test");
        var cube = CallCube("apply_dimension", ("data", data), ("dimension", "bands"), ("process", child));
        Assert.Equal([1, 2], Read(cube.Select(0, [1])));
        Assert.Equal(2, data.CellsRead);
    }

    [Theory]
    [InlineData("array_append", ",\"value\":7", new double[] { 1, 2, 3, 4, 7, 7 })]
    [InlineData("array_modify", ",\"values\":[9],\"index\":0,\"length\":2", new double[] { 9, 9 })]
    [InlineData("extrema", "", new double[] { 1, 2, 3, 4 })]
    [InlineData("quantiles", ",\"probabilities\":[0.5]", new double[] { 2, 3 })]
    public void Longer_and_shorter_arrays_are_numbered(string process, string more, double[] expected)
    {
        var cube = CallCube("apply_dimension", ("data", Cube([1, 2, 3, 4], B("a", "b"), X(2))), ("dimension", "bands"), ("process", Of(process, more)));
        Assert.Equal(expected, Read(cube));
        if (expected.Length != 4) Assert.Equal(Enumerable.Range(0, expected.Length / 2).Select(i => (object)(double)i), Labels(cube, "bands"));
    }

    [Fact]
    public void A_new_target_takes_the_place_of_the_dimension()
    {
        var cube = CallCube("apply_dimension", ("data", Counting(X(2), T("2024-01-01", "2024-01-02"))), ("dimension", "t"), ("target_dimension", "r"),
            ("process", Of("extrema")));
        Assert.Equal([0, 1, 2, 3], Read(cube));
        Assert.Equal(("r", DimensionType.Other), (cube.Schema.Dimensions[1].Name, cube.Schema.Dimensions[1].Type));
        Assert.Equal([0.0, 1.0], Labels(cube, "r"));
    }

    [Fact]
    public void A_target_with_one_label_is_filled_and_the_dimension_goes()
    {
        var cube = CallCube("apply_dimension", ("data", Counting(T("2024-01-01", "2024-01-02"), B("a"), X(2))), ("dimension", "t"),
            ("target_dimension", "bands"), ("process", Of("extrema")));
        Assert.Equal(["bands", "x"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(DimensionType.Bands, cube.Schema.Dimensions[0].Type);
        Assert.Equal([0, 1, 2, 3], Read(cube));
    }

    [Fact]
    public void A_target_with_several_labels_gets_the_arrays_of_each_in_turn()
    {
        var data = Counting(B("a", "b"), X(2), T("2024-01-01", "2024-01-02", "2024-01-03"));
        var cube = CallCube("apply_dimension", ("data", data), ("dimension", "t"), ("target_dimension", "bands"), ("process", Of("extrema")));
        Assert.Equal([0, 3, 2, 5, 6, 9, 8, 11], Read(cube));
        Assert.Equal([0.0, 1.0, 2.0, 3.0], Labels(cube, "bands"));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Fact]
    public void A_single_value_is_an_array_of_one()
    {
        var cube = CallCube("apply_dimension", ("data", Series(1, 2, 3, 4)), ("dimension", "t"), ("process", Of("max")));
        Assert.Equal([3, 4], Read(cube));
        Assert.Equal([0.0], Labels(cube, "t"));
    }

    [Theory]
    [InlineData("array_concat", """
        {"q":{"process_id":"quantiles","arguments":{"data":{"from_parameter":"data"},"probabilities":[0.5]}},
         "s":{"process_id":"sd","arguments":{"data":{"from_parameter":"data"}}},"m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}},
         "c":{"process_id":"array_concat","arguments":{"array1":{"from_node":"q"},"array2":[{"from_node":"s"},{"from_node":"m"}]},"result":true}}
        """, new double[] { 3, 4, 2, 2, 3, 4 })]
    [InlineData("array_create with an array in it", """
        {"q":{"process_id":"quantiles","arguments":{"data":{"from_parameter":"data"},"probabilities":[0.5]}},
         "m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}},
         "c":{"process_id":"array_create","arguments":{"data":[{"from_node":"q"},{"from_node":"m"}]},"result":true}}
        """, new double[] { 3, 4, 3, 4 })]
    [InlineData("array_apply with labels", """
        {"a":{"process_id":"array_apply","result":true,"arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
          "d":{"process_id":"date_difference","arguments":{"date1":"2024-01-01","date2":{"from_parameter":"label"},"unit":"day"}},
          "s":{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":{"from_node":"d"}},"result":true}}}}}}
        """, new double[] { 1, 2, 4, 5, 7, 8 })]
    [InlineData("a condition", """
        {"e":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":0}},
         "n":{"process_id":"neq","arguments":{"x":{"from_node":"e"},"y":1}},
         "i":{"process_id":"if","arguments":{"value":{"from_node":"n"},"accept":{"from_node":"e"},"reject":7},"result":true}}
        """, new double[] { 7, 2 })]
    [InlineData("array_find", """
        {"f":{"process_id":"array_find","arguments":{"data":{"from_parameter":"data"},"value":4},"result":true}}
        """, new double[] { double.NaN, 1 })]
    [InlineData("constants", """
        {"f":{"process_id":"array_create","arguments":{"data":[1,null]},"result":true}}
        """, new double[] { 1, 1, double.NaN, double.NaN })]
    public void Child_graphs_of_the_field_give_what_they_mean(string form, string graph, double[] expected)
    {
        var child = new CallbackValue(Nodes(graph), System.Collections.Immutable.ImmutableDictionary<string, Value>.Empty, form);
        var cube = CallCube("apply_dimension", ("data", Series(1, 2, 3, 4, 5, 6)), ("dimension", "t"), ("process", child));
        Assert.Equal(expected, Read(cube));
        Assert.Equal(expected, ReadCells(cube));
    }

    [Fact]
    public void A_choice_along_another_dimension_goes_down_to_the_data()
    {
        var data = Counting(T("2024-01-01", "2024-01-02"), B("a", "b", "c"), X(2));
        var cube = CallCube("apply_dimension", ("data", data), ("dimension", "t"), ("process", Of("cumsum")));
        Assert.Equal([4, 5, 14, 16], Read(cube.Select(1, [2])));
        Assert.Equal(4, data.CellsRead);
        Assert.Equal([14, 16], Read(cube.Select(1, [2]).Select(0, [1])));
    }

    [Theory]
    [InlineData("time", null, "DimensionNotAvailable")]
    [InlineData("t", "array_labels", "ProcessParameterInvalid")]
    [InlineData("t", "array_create", "ProcessParameterInvalid")]
    public void Says_what_is_wrong(string dimension, string? process, string code) => Assert.Equal(code, Fails("apply_dimension", ("data", Series(1, 2)),
        ("dimension", dimension), 
        ("process", process == "array_create" ? Child("""{"process_id":"array_create","arguments":{}}""") : Of(process ?? "sort"))).Code);

    [Property(MaxTest = 20)]
    public void Neither_windows_nor_choices_change_a_cell(byte[] bytes)
    {
        var count = Math.Max(bytes.Length / 6, 1);
        double[] cells = [.. Enumerable.Range(0, count * 6).Select(i => i < bytes.Length && bytes[i] < 200 ? bytes[i] : None)];
        var data = Cube(cells, T([.. Enumerable.Range(0, count).Select(i => new DateTime(2024, 1, 1).AddDays(i * i).ToString("yyyy-MM-dd"))]), Y(2), X(3));
        var cube = CallCube("apply_dimension", ("data", data), ("dimension", "t"), ("process", Of("array_interpolate_linear")));
        var whole = Read(cube);
        Assert.Equal(whole, ReadCells(cube));
        Assert.Equal(whole, Enumerable.Range(0, count).SelectMany(i => Read(cube.Select(0, [i]))));
        Assert.Equal(whole, Enumerable.Range(0, count).SelectMany(i => Read(cube, new Window([i, 0, 0], [1, 2, 3]))));
    }
}
