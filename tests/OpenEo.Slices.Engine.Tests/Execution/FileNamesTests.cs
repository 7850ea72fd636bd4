using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>What result files are called.</summary>
public class FileNamesTests
{
    [Theory]
    [InlineData("2023-01-03T10:10:10Z,2023-01-05T10:10:11Z", "openEO_2023-01-03.tif,openEO_2023-01-05.tif")]
    [InlineData("2023-01-03T10:10:10Z", "openEO_2023-01-03.tif")]
    [InlineData("2023-01-03T10:10:10Z,2023-01-03T10:10:35Z,2023-01-04T00:00:00Z",
        "openEO_2023-01-03T101010Z.tif,openEO_2023-01-03T101035Z.tif,openEO_2023-01-04T000000Z.tif")]
    [InlineData("2023-01-03T23:30:00-02:00,2023-01-03T10:00:00Z", "openEO_2023-01-04.tif,openEO_2023-01-03.tif")]
    [InlineData("2023-01-03T10:10:10.5Z,2023-01-03T10:10:10.25Z", "openEO_2023-01-03T101010-5Z.tif,openEO_2023-01-03T101010-25Z.tif")]
    [InlineData("Temperature,2023-01", "openEO_Temperature.tif,openEO_2023-01.tif")]
    public void Times_are_dates_where_dates_tell_them_apart(string labels, string names) =>
        Assert.Equal(names.Split(','), Plan(null, labels.Split(',')).Select(file => file.Name));

    [Theory]
    [InlineData("ndvi", "ndvi_2023-01-03.tif")]
    [InlineData("Äcker und Wälder", "Äcker und Wälder_2023-01-03.tif")]
    [InlineData("森林", "森林_2023-01-03.tif")]
    [InlineData("v1.2_(final)", "v1.2_(final)_2023-01-03.tif")]
    [InlineData("🌍", "🌍_2023-01-03.tif")]
    public void A_prefix_takes_the_place_of_the_default(string prefix, string name) =>
        Assert.Equal(name, Assert.Single(Plan(new StringValue(prefix), "2023-01-03T10:10:10Z")).Name);

    [Fact]
    public void What_the_job_says_comes_before_it() => Assert.Equal("run7-ndvi_2023-01-03.tif",
        Assert.Single(Plan(new StringValue("ndvi"), OutputDefaults.Batch with { FilePrefix = "run7-" }, "2023-01-03")).Name);

    [Theory]
    [InlineData("a/b", "has the character /")]
    [InlineData("a\\b", "has the character \\")]
    [InlineData("a%2Fb", "has the character %")]
    [InlineData("a\0b", "control")]
    [InlineData("a\tb", "control")]
    [InlineData("a\u202Eb", "invisible")]
    [InlineData("..", "begins with a dot")]
    [InlineData(".hidden", "begins with a dot")]
    [InlineData("-rf", "dash")]
    [InlineData("a ", "ends with a space")]
    [InlineData("", "is empty")]
    public void What_can_be_no_name_is_refused(string prefix, string reason)
    {
        var fault = Assert.Single(Assert.Throws<ProcessGraphException>(() => Plan(new StringValue(prefix), "2023-01-03")).Faults);

        Assert.Equal((FaultCodes.ProcessParameterInvalid, "save", "options"), (fault.Code, fault.Node, fault.Parameter));
        Assert.Contains("'filename_prefix' ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_is_not_too_long_for_a_file_system_in_bytes()
    {
        Assert.Single(Plan(new StringValue(new string('森', 50)), "2023-01-03"));
        Assert.Contains("150 bytes", Assert.Throws<ProcessGraphException>(() => Plan(new StringValue(new string('森', 51)), "2023-01-03")).Message);
    }

    [Fact]
    public void Half_a_character_is_none() =>
        Assert.Contains("half a character", Assert.Throws<ProcessGraphException>(() => Plan(new StringValue("a\uD83D"), "2023-01-03")).Message);

    [Fact]
    public void A_prefix_that_is_no_text_is_refused() =>
        Assert.Contains("must be of type string", Assert.Throws<ProcessGraphException>(() => Plan(new NumberValue(7), "2023-01-03")).Message);

    [Fact]
    public void JSON_has_it_too()
    {
        var output = new Output("save", "save_result", new NumberValue(1), "JSON", Options(("filename_prefix", new StringValue("zahl"))));

        Assert.Equal("zahl.json", Assert.Single(Planner().Plan([output], OutputDefaults.Batch)).Name);
    }

    [Fact]
    public void Two_results_of_one_prefix_are_not_called_alike()
    {
        var output = new Output("a", "save_result", new NumberValue(1), "JSON", Options(("filename_prefix", new StringValue("Zahl"))));

        var other = output with { Node = "b", Options = Options(("FILENAME_PREFIX", new StringValue("zahl"))) };

        Assert.Equal(["Zahl.json", "zahl_2.json"], Planner().Plan([output, other], OutputDefaults.Batch).Select(file => file.Name));
    }

    [Fact]
    public void A_cube_that_nobody_can_want_is_refused_before_it_fills_the_memory()
    {
        var cube = new ConstantCube(new CubeSchema([Y(2_000_000), X(2_000_000)], Blocks.ElementType.UInt8, 0), 0);

        Assert.Equal(FaultCodes.ProcessGraphComplexity, Assert.Throws<ProcessGraphException>(() => Planner().Plan(
            [new Output("save", "save_result", new CubeValue(cube), "GTiff", Options())], OutputDefaults.Batch)).Faults[0].Code);
    }

    static FilePlanner Planner() => new(new FakeReader(), new EngineOptions());

    static ImmutableDictionary<string, Value> Options(params (string Name, Value Value)[] options) =>
        options.ToImmutableDictionary(option => option.Name, option => option.Value);

    static List<FilePlan> Plan(Value? prefix, params string[] times) => Plan(prefix, OutputDefaults.Batch, times);

    static List<FilePlan> Plan(Value? prefix, OutputDefaults defaults, params string[] times)
    {
        var cube = Counting(T(times), B("b"), Y(2), X(2));
        var options = prefix is null ? Options() : Options(("filename_prefix", prefix));
        return Planner().Plan([new Output("save", "save_result", new CubeValue(cube), "GTiff", options)], defaults);
    }
}
