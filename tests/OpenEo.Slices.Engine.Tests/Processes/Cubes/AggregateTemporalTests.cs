using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class AggregateTemporalTests
{
    const double None = double.NaN;

    static CallbackValue Mean => Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""");

    static CountingCube Series() =>
        Cube([1, 2, 3, 4, 9], T("2020-06-01", "2020-06-03T06:00:00Z", "2020-06-05T12:00:00Z", "2020-06-07T18:00:00Z", "2020-06-09T23:00:00Z"));

    [Theory]
    [InlineData("""[["2020-06-01","2020-06-05"],["2020-06-04","2020-06-07T18:00:00Z"]]""", new[] { 1.5, 3 })]
    [InlineData("""[["2020-06-01","2020-06-09"],["2020-06-03","2020-06-06"],["2021-01-01","2022-01-01"]]""", new[] { 2.5, 2.5, None })]
    [InlineData("""[["2020-06-06",null]]""", new[] { 6.5 })]
    [InlineData("""[["06:00:00","18:00:00"],["18:00:00","06:00:00"]]""", new[] { 2.5, 14.0 / 3 })]
    public void Each_interval_is_reduced_and_labelled_with_its_start(string intervals, double[] expected)
    {
        var cube = CallCube("aggregate_temporal", ("data", Series()), ("intervals", intervals), ("reducer", Mean));
        Assert.Equal(expected, Read(cube), (a, b) => double.IsNaN(a) ? double.IsNaN(b) : Math.Abs(a - b) < 1e-12);
        Assert.Equal(System.Text.Json.JsonDocument.Parse(intervals).RootElement.EnumerateArray().Select(interval => (object)interval[0].GetString()!),
            Labels(cube, "t"));
    }

    [Fact]
    public void Labels_can_be_given()
    {
        var cube = CallCube("aggregate_temporal", ("data", Series()), ("intervals", """[[null,"2020-06-04"],["2020-06-04",null]]"""), ("reducer", Mean),
            ("labels", """["before",2]"""));
        Assert.Equal(["before", 2.0], Labels(cube, "t"));
        Assert.Equal(1.5, Read(cube)[0]);
    }

    [Theory]
    [InlineData("""[["2016-01-01","2015-01-01"]]""", "[]", "TemporalExtentEmpty")]
    [InlineData("""[["06:00:00","06:00:00"]]""", "[]", "TemporalExtentEmpty")]
    [InlineData("""[["2015-01-01","2016-01-01"],["2015-01-01","2017-01-01"]]""", "[]", "DistinctDimensionLabelsRequired")]
    [InlineData("""[[null,"2016-01-01"]]""", "[]", "DistinctDimensionLabelsRequired")]
    [InlineData("""[["2015-01-01","2016-01-01"]]""", """["a","b"]""", "ProcessParameterInvalid")]
    [InlineData("""[["2015-01-01","06:00:00"]]""", "[]", "ProcessParameterInvalid")]
    [InlineData("""[[null,null]]""", """["a"]""", "ProcessParameterInvalid")]
    public void Says_what_is_wrong(string intervals, string labels, string code) =>
        Assert.Equal(code, Fails("aggregate_temporal", ("data", Series()), ("intervals", intervals), ("labels", labels), ("reducer", Mean)).Code);
}
