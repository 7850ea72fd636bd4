using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

/// <summary>Processes that match dates with dates: resampling, normals, anomalies, composites, and dates with other components.</summary>
public sealed class TimesTests
{
    const double None = double.NaN;

    [Theory]
    [InlineData(null, new double[] { 1, None, None, 4 })]
    [InlineData(3.0, new double[] { 1, 1, 4, 4 })]
    [InlineData(1.5, new double[] { 1, 1, None, 4 })]
    [InlineData(0.0, new double[] { 1, None, None, None })]
    public void Dates_of_another_cube_get_the_nearest_values(double? within, double[] expected)
    {
        var data = Cube([1, None, 4], T("2024-01-01", "2024-01-03", "2024-01-07"));
        var target = Counting(T("2024-01-01", "2024-01-02T01:00:00Z", "2024-01-05", "2024-01-07T12:00:00Z"));
        var cube = CallCube("resample_cube_temporal", ("data", data), ("target", target), ("valid_within", within));
        Assert.Equal(expected, Read(cube));
        Assert.Equal(expected, ReadCells(cube));
        Assert.Equal(Labels(target, "t"), Labels(cube, "t"));
    }

    [Fact]
    public void Of_two_equally_near_dates_the_earlier_one_is_taken()
    {
        var data = Cube(ElementType.Int16, null, [20, 10], T("2024-01-03", "2024-01-01"));
        Assert.Equal([10], Read(CallCube("resample_cube_temporal", ("data", data), ("target", Counting(T("2024-01-02"))), ("dimension", "t"))));
        Assert.Equal([10], Read(CallCube("resample_cube_temporal", ("data", data), ("target", Counting(T("2024-01-02"))), ("valid_within", 2))));
    }

    [Theory]
    [InlineData("time", "DimensionNotAvailable")]
    [InlineData("x", "DimensionMismatch")]
    public void Resampling_says_what_is_wrong(string dimension, string code)
    {
        Assert.Equal(code, Fails("resample_cube_temporal", ("data", Counting(T("2024-01-01"), X(1))), ("target", Counting(T("2024-01-01"), X(1))),
            ("dimension", dimension)).Code);
        Assert.Equal("DimensionMismatch", Fails("resample_cube_temporal", ("data", Counting(T("2024-01-01"))), ("target", Counting(X(1)))).Code);
    }

    [Theory]
    [InlineData("month", 12, 1)]
    [InlineData("season", 4, 0)]
    [InlineData("tropical-season", 2, 1)]
    [InlineData("climatology-period", 1, 0)]
    public void Normals_are_means_over_years(string period, int labels, int place)
    {
        // Months from November 2000 to January 2003 with their distance from January 2001: the period is 2001 and 2002.
        var months = Enumerable.Range(0, 27).Select(i => new DateTime(2000, 11, 1).AddMonths(i)).ToList();
        var data = Cube([.. months.Select((_, i) => i - 2.0)], T([.. months.Select(month => month.ToString("yyyy-MM-15"))]));
        var cube = CallCube("climatological_normal", ("data", data), ("period", period), ("climatology_period", "[2001,2002]"));
        Assert.Equal(labels, Labels(cube, "t").Length);
        var means = period switch
        {
            // February: 1 and 13.
            "month" => 7.0,
            // December 2000 to February 2001, December 2001 to February 2002; December 2002 is of a season that ends later.
            "season" => (-1 + 0 + 1 + 11 + 12 + 13) / 6.0,
            // May to October.
            "tropical-season" => (4 + 5 + 6 + 7 + 8 + 9 + 16 + 17 + 18 + 19 + 20 + 21) / 12.0,
            _ => 11.5,
        };
        Assert.Equal(means, Read(cube)[place], 1e-12);
    }

    [Fact]
    public void A_season_without_its_first_months_does_not_count()
    {
        var data = Cube([1, 2, 3, 4], T("2001-01-15", "2001-12-15", "2002-01-15", "2002-02-15"));
        var cube = CallCube("climatological_normal", ("data", data), ("period", "season"), ("climatology_period", "[2001,2002]"));
        Assert.Equal([3, None, None, None], Read(cube));
        Assert.Equal(["djf", "mam", "jja", "son"], Labels(cube, "t"));
        Assert.Equal("ProcessParameterInvalid", Fails("climatological_normal", ("data", data), ("period", "month")).Code);
    }

    [Fact]
    public void Days_are_those_of_the_year()
    {
        var data = Cube([1, 2, 3, 4], T("2004-03-01", "2005-03-02", "2004-12-31", "2005-12-31"));
        var cells = Read(CallCube("climatological_normal", ("data", data), ("period", "day"), ("climatology_period", "[2004,2005]")));
        Assert.Equal((365, 1.5, 4), (cells.Length, cells[60], cells[364]));
    }

    [Fact]
    public void Anomalies_are_differences_from_the_normal_of_the_month()
    {
        var data = Cube([10, 20, 30, 40, 50, 60], LabelledDimension.Of("t", DimensionType.Temporal, ["2020-01", "2020-02", "2021-03"]), B("a", "b"));
        var normals = Cube([1, 2, 3, 4], B("b", "a"), LabelledDimension.Of("time", DimensionType.Temporal, ["01", "02"]));
        var expected = new double[] { 7, 19, 26, 38, None, None };
        var cube = CallCube("anomaly", ("data", data), ("normals", normals), ("period", "month"));
        Assert.Equal(expected, Read(cube));
        Assert.Equal(expected, ReadCells(cube));
        var dated = Cube([10, 20], T("2020-01-20", "2020-07-02T10:00:00Z"));
        Assert.Equal([9, 18], Read(CallCube("anomaly", ("data", dated), ("period", "season"),
            ("normals", Cube([1, 0, 2, 0], LabelledDimension.Of("t", DimensionType.Temporal, ["djf", "mam", "jja", "son"]))))));
        Assert.Equal("ProcessParameterInvalid", Fails("anomaly", ("data", dated), ("normals", normals), ("period", "year")).Code);
    }

    [Theory]
    [InlineData("first", new double[] { 5, 2 })]
    [InlineData("highest", new double[] { 9, 4 })]
    [InlineData("lowest", new double[] { 5, 2 })]
    [InlineData("mean", new double[] { 7, 3 })]
    [InlineData("median", new double[] { 7, 3 })]
    [InlineData("stdev", new double[] { 2, 1 })]
    [InlineData("count", new double[] { 2, 2 })]
    public void Composites_are_made_by_a_rule(string rule, double[] expected) => Assert.Equal(expected, Read(CallCube("apply_pixel_selection",
        ("data", Cube([None, 2, 5, None, 9, 4], T("2024-01-01", "2024-01-02", "2024-01-03"), X(2))), ("pixel_selection", rule))));

    [Fact]
    public void The_last_band_may_decide()
    {
        var data = Cube([1, 2, 7, 3, 10, 20, 5, None], T("2024-01-01", "2024-01-02"), B("a", "cloud"), X(2));
        Assert.Equal([10, 2], Read(CallCube("apply_pixel_selection", ("data", data), ("pixel_selection", "lastbandlow"))));
        var high = CallCube("apply_pixel_selection", ("data", data), ("pixel_selection", "lastbandhigh"));
        Assert.Equal([1, 2], ReadCells(high));
        Assert.Equal(["a"], Labels(high, "bands"));
    }

    [Theory]
    [InlineData("2020-01-31", 2.0, "month", "2020-02-29")]
    [InlineData("2020-01-31T10:00:00+02:00", 23.0, "hour", "2020-01-31T23:00:00+02:00")]
    [InlineData("2020-01-31T10:00:00Z", 250.0, "millisecond", "2020-01-31T10:00:00.250Z")]
    [InlineData("2020-01-31", 15.0, "day", "2020-01-15")]
    public void A_component_of_a_date_is_replaced(string date, double value, string component, string expected) => Assert.Equal(
        new Engine.Values.StringValue(expected), Call("date_replace_component", ("date", date), ("value", value), ("component", component)));

    [Theory]
    [InlineData("2021-02-01", 30.0, "day")]
    [InlineData("2021-02-01", 3.0, "hour")]
    [InlineData("2021-02-01", 0.0, "year")]
    public void A_component_that_there_is_not_is_refused(string date, double value, string component) => Assert.Equal("ProcessParameterInvalid",
        Fails("date_replace_component", ("date", date), ("value", value), ("component", component)).Code);

    [Fact]
    public void Dimensions_are_combined_and_split_again()
    {
        var data = Counting(T("2020", "2021"), X(2), B("B1", "B2", "B3"));
        var flat = CallCube("flatten_dimensions", ("data", data), ("dimensions", """["bands","t"]"""), ("target_dimension", "layer"));
        Assert.Equal(["x", "layer"], flat.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(["B1~2020", "B1~2021", "B2~2020", "B2~2021", "B3~2020", "B3~2021"], Labels(flat, "layer"));
        Assert.Equal([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11], Read(flat));
        Assert.Equal(Read(flat), ReadCells(flat));
        var split = CallCube("unflatten_dimension", ("data", flat), ("dimension", "layer"), ("target_dimensions", """["band","year"]"""));
        Assert.Equal(["x", "band", "year"], split.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(Read(flat), Read(split));
        Assert.Equal(Read(split), ReadCells(split));
        Assert.Equal("TargetDimensionExists", Fails("flatten_dimensions", ("data", data), ("dimensions", """["t"]"""), ("target_dimension", "x")).Code);
        var none = CallCube("unflatten_dimension", ("data", Counting(LabelledDimension.Of("layer", DimensionType.Other, []), T("2020-01-01"))),
            ("dimension", "layer"), ("target_dimensions", """["band","year"]"""));
        Assert.Equal([0, 0, 1], none.Schema.Shape);
        Assert.Equal("TargetDimensionExists", Fails("unflatten_dimension", ("data", data), ("dimension", "t"), ("target_dimensions", """["x","z"]""")).Code);
        Assert.Equal("ProcessParameterInvalid", Fails("unflatten_dimension", ("data", data), ("dimension", "t"), ("target_dimensions", """["a","b"]""")).Code);
    }

    const string Wave = """
        {"a":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":0}},
         "b":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":1}},
         "c":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":2}},
         "w":{"process_id":"multiply","arguments":{"x":{"from_node":"c"},"y":{"from_parameter":"x"}}},
         "s":{"process_id":"sin","arguments":{"x":{"from_node":"w"}}},
         "m":{"process_id":"multiply","arguments":{"x":{"from_node":"b"},"y":{"from_node":"s"}}},
         "r":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"m"}},"result":true}}
        """;

    static CallbackValue Graph(string nodes) =>
        new(Nodes(nodes), System.Collections.Immutable.ImmutableDictionary<string, Engine.Values.Value>.Empty, "test");

    [Fact]
    public void Curves_are_fitted_pixel_by_pixel_and_predicted()
    {
        double[] places = [.. Enumerable.Range(0, 40).Select(i => i * 0.25)];
        var along = new LabelledDimension("t", DimensionType.Other, [.. places.Select(place => Engine.Values.Value.Of(place))]);
        var data = Cube([.. places.SelectMany((x, i) =>
            new[] { 2 + 3 * Math.Sin(1.1 * x), i % 7 == 3 ? None : -1 + 0.5 * Math.Sin(0.9 * x), i < 2 ? 1 : None })],
            along, X(3));
        var fit = Graph("""
            {"f":{"process_id":"fit_curve","result":true,
              "arguments":{"data":{"from_parameter":"data"},"parameters":[1,1,1],"function":{"process_graph":FUNCTION}}}}
            """.Replace("FUNCTION", Wave, StringComparison.Ordinal));
        var parameters = CallCube("apply_dimension", ("data", data), ("dimension", "t"), ("process", fit));
        double[] expected = [2, -1, None, 3, 0.5, None, 1.1, 0.9, None];
        Numpy.AssertNear(expected, Read(parameters), 1e-6);
        Assert.Equal(Read(parameters), ReadCells(parameters));
        var curve = CallCube("predict_curve", ("parameters", parameters), ("function", Graph(Wave)), ("dimension", "t"), ("labels", "[0,10]"));
        Numpy.AssertNear([2, -1, None, 2 + 3 * Math.Sin(11), -1 + 0.5 * Math.Sin(9), None], Read(curve), 1e-6);
        Assert.Equal([0.0, 10.0], Labels(curve, "t"));
        Assert.Equal("ProcessParameterInvalid", Fails("predict_curve", ("parameters", parameters), ("function", Graph(Wave)), ("dimension", "t")).Code);
    }
}
