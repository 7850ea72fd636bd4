using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

/// <summary>add_dimension, drop_dimension, dimension_labels, rename_labels.</summary>
public sealed class DimensionsTests
{
    [Fact]
    public void A_new_dimension_comes_first_and_dropping_it_gives_the_cube_back()
    {
        var data = Counting(Y(2), X(3));
        var added = CallCube("add_dimension", ("data", data), ("name", "t"), ("label", "2020-01-01"), ("type", "temporal"));
        Assert.Equal(["t", "y", "x"], added.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(DimensionType.Temporal, added.Schema.Dimensions[0].Type);
        Assert.Equal(Read(data), Read(added));
        Assert.Equal(Read(data), ReadCells(added));
        var dropped = CallCube("drop_dimension", ("data", added), ("name", "t"));
        Assert.Equal(data.Schema.Dimensions, dropped.Schema.Dimensions);
        Assert.Equal(Read(data), ReadCells(dropped));
    }

    [Fact]
    public void Integers_keep_type_and_no_data_through_changes_of_dimensions()
    {
        var data = Cube(ElementType.UInt16, 0, [1, 2], B("B1"), X(2));
        var cube = CallCube("add_dimension", ("data", CallCube("drop_dimension", ("data", data), ("name", "bands"))), ("name", "n"), ("label", 5));
        Assert.Equal((ElementType.UInt16, 0), (cube.Schema.Element, cube.Schema.NoData));
        Assert.Equal([1, 2], Read(cube));
    }

    [Fact]
    public void A_filter_after_it_reads_only_what_is_chosen()
    {
        var data = Counting(T("2020-01-01", "2020-01-02"), X(3));
        var added = CallCube("add_dimension", ("data", data), ("name", "bands"), ("label", "B1"), ("type", "bands"));
        Assert.Equal([3, 4, 5], Read(CallCube("filter_temporal", ("data", added), ("extent", """["2020-01-02",null]"""))));
        Assert.Equal(3, data.CellsRead);
    }

    [Fact]
    public void A_spatial_dimension_takes_the_first_free_axis()
    {
        var z = (SpatialDimension)CallCube("add_dimension", ("data", Counting(Y(1), X(1))), ("name", "height"), ("label", 12.5),
            ("type", "spatial")).Schema.Dimensions[0];
        Assert.Equal(('z', 12.5, 1), (z.Axis, z.First, z.Size));
        var all = CallCube("add_dimension", ("data", Counting(Y(1), X(1))), ("name", "height"), ("label", 12.5), ("type", "spatial"));
        Assert.Equal("DimensionExists", Fails("add_dimension", ("data", all), ("name", "depth"), ("label", 1), ("type", "spatial")).Code);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_dimension()
    {
        var data = Counting(T("2020-01-01", "2020-01-02"), X(2));
        Assert.Equal("DimensionExists", Fails("add_dimension", ("data", data), ("name", "t"), ("label", "2020-01-01")).Code);
        Assert.Equal("DimensionLabelCountMismatch", Fails("drop_dimension", ("data", data), ("name", "t")).Code);
        Assert.Equal("DimensionNotAvailable", Fails("drop_dimension", ("data", data), ("name", "foo")).Code);
        Assert.Equal("DimensionNotAvailable", Fails("dimension_labels", ("data", data), ("dimension", "foo")).Code);
    }

    [Fact]
    public void Lists_labels_as_numbers_and_texts()
    {
        var data = Counting(T("2020-01-01", "2020-01-02T10:00:00Z"), X(2));
        Assert.Equal(new ArrayValue([new StringValue("2020-01-01"), new StringValue("2020-01-02T10:00:00Z")]),
            Call("dimension_labels", ("data", data), ("dimension", "t")));
        Assert.Equal(new ArrayValue([new NumberValue(500_005), new NumberValue(500_015)]), Call("dimension_labels", ("data", data), ("dimension", "x")));
    }

    [Fact]
    public void Renames_some_labels_and_what_is_known_of_the_bands_goes_along()
    {
        var renamed = CallCube("rename_labels", ("data", FilterBandsTests.Scene()), ("dimension", "bands"), ("source", """["B08","B04"]"""),
            ("target", """["n","r"]"""));
        Assert.Equal(["r", "n", "B05", "B06", "SCL"], Labels(renamed, "bands"));
        Assert.Equal(Read(FilterBandsTests.Scene()), Read(renamed));
        Assert.Equal(Read(CallCube("ndvi", ("data", FilterBandsTests.Scene()))), Read(CallCube("ndvi", ("data", renamed))));
    }

    [Fact]
    public void Renames_a_dimension()
    {
        var renamed = CallCube("rename_dimension", ("data", Counting(T("2020-01-01", "2020-01-02"), X(2))), ("source", "t"), ("target", "time"));
        Assert.Equal(["2020-01-01", "2020-01-02"], Labels(renamed, "time"));
        Assert.Equal([2, 3], Read(CallCube("filter_temporal", ("data", renamed), ("extent", """["2020-01-02",null]"""), ("dimension", "time"))));
        Assert.Equal("DimensionExists", Fails("rename_dimension", ("data", renamed), ("source", "time"), ("target", "x")).Code);
        Assert.Equal("DimensionNotAvailable", Fails("rename_dimension", ("data", renamed), ("source", "t"), ("target", "z")).Code);
    }

    [Fact]
    public void Keeps_labels_for_which_a_condition_holds()
    {
        var data = Counting(B("B1", "B2", "SCL"), X(4));
        var band = Child("""{"process_id":"eq","arguments":{"x":{"from_parameter":"value"},"y":"SCL"}}""");
        Assert.Equal([8, 9, 10, 11], Read(CallCube("filter_labels", ("data", data), ("condition", band), ("dimension", "bands"))));
        Assert.Equal(4, data.CellsRead);
        var east = Child("""{"process_id":"gt","arguments":{"x":{"from_parameter":"value"},"y":500020}}""");
        Assert.Equal([2, 3, 6, 7, 10, 11], Read(CallCube("filter_labels", ("data", data), ("condition", east), ("dimension", "x"))));
        var hole = Child("""{"process_id":"neq","arguments":{"x":{"from_parameter":"value"},"y":500015}}""");
        Assert.Equal("ProcessParameterInvalid", Fails("filter_labels", ("data", data), ("condition", hole), ("dimension", "x")).Code);
        Assert.Equal("DimensionNotAvailable", Fails("filter_labels", ("data", data), ("condition", band), ("dimension", "foo")).Code);
    }

    [Fact]
    public void Enumerated_labels_need_no_source()
    {
        var enumerated = new LabelledDimension("n", DimensionType.Other, [new NumberValue(0), new NumberValue(1)]);
        var renamed = CallCube("rename_labels", ("data", Counting(enumerated, X(1))), ("dimension", "n"), ("target", """["a",7]"""));
        Assert.Equal(["a", 7.0], Labels(renamed, "n"));
        Assert.Equal("LabelMismatch", Fails("rename_labels", ("data", Counting(enumerated)), ("dimension", "n"), ("target", """["a"]""")).Code);
    }

    [Theory]
    [InlineData("bands", "[]", """["a"]""", "LabelsNotEnumerated")]
    [InlineData("bands", "[]", """["B2","B1"]""", "LabelsNotEnumerated")]
    [InlineData("bands", """["B1"]""", """["a","b"]""", "LabelMismatch")]
    [InlineData("bands", """["B3"]""", """["a"]""", "LabelNotAvailable")]
    [InlineData("bands", """["B1"]""", """["B2"]""", "LabelExists")]
    [InlineData("bands", """["B1","B2"]""", """["a","a"]""", "LabelExists")]
    [InlineData("foo", """["B1"]""", """["a"]""", "DimensionNotAvailable")]
    [InlineData("x", "[500005]", "[1]", "ProcessParameterInvalid")]
    public void Says_what_is_wrong_with_labels(string dimension, string source, string target, string code) =>
        Assert.Equal(code,
            Fails("rename_labels", ("data", Counting(B("B1", "B2"), X(2))), ("dimension", dimension), ("source", source), ("target", target)).Code);
}
