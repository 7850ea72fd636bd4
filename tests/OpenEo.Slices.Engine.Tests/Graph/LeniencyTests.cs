using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Graph;

/// <summary>What is taken for what it can only mean: the value, and that the log and the warnings of a validation say so.</summary>
public sealed class LeniencyTests
{
    readonly Told told = new();

    [Theory]
    [InlineData("if", """{"value":0,"accept":1,"reject":2}""", "2", "'value' of 'if' is a number; 0 is taken as false")]
    [InlineData("if", """{"value":0.5,"accept":1,"reject":2}""", "1", "is a number")]
    [InlineData("not", """{"x":0}""", "true", "'x' of 'not'")]
    [InlineData("not", """{"x":-3}""", "false", "'x' of 'not'")]
    [InlineData("and", """{"x":2,"y":true}""", "true", "'x' of 'and'")]
    [InlineData("or", """{"x":0,"y":null}""", "null", "'x' of 'or'")]
    [InlineData("xor", """{"x":true,"y":7}""", "false", "'y' of 'xor'")]
    [InlineData("any", """{"data":[0,null,4]}""", "true", "'data' of 'any'")]
    [InlineData("all", """{"data":[1,true,0]}""", "false", "'data' of 'all'")]
    [InlineData("multiply", """{"x":true,"y":3}""", "3", "'x' of 'multiply' is true or false")]
    [InlineData("mean", """{"data":[1,null,3],"ignore_nodata":null}""", "2", "'ignore_nodata' of 'mean' is null; it is taken as left out")]
    [InlineData("date_shift", """{"date":"2024-01-31","value":1,"unit":"months"}""", "\"2024-02-29\"", "is 'months'; it is taken as 'month'")]
    [InlineData("date_shift", """{"date":"2024-01-31","value":-1,"unit":"Days"}""", "\"2024-01-30\"", "is 'Days'; it is taken as 'day'")]
    [InlineData("add", """{"x":1,"y":2,"z":null}""", "3", "'add' has no parameter 'z'; it is null and left out")]
    public void Arguments_are_taken_for_what_they_mean(string process, string arguments, string expected, string warning)
    {
        var graph = $$"""{"n":{"process_id":"{{process}}","arguments":{{arguments}},"result":true} }""";

        Assert.Equal(expected, ValueJson.Write(Run(graph))?.ToJsonString() ?? "null");
        Assert.Contains(told.Warnings, one => one.Node == "n" && one.Message.Contains(warning, StringComparison.Ordinal));
        Assert.Equal([.. told.Warnings.Select(one => one.Message)], Validated(graph));
    }

    [Theory]
    [InlineData("if", """{"value":"yes","accept":1}""", "ProcessParameterInvalid")]
    [InlineData("date_shift", """{"date":"2024-01-31","value":1,"unit":"fortnights"}""", "ProcessParameterInvalid")]
    [InlineData("add", """{"x":1,"y":null,"z":1}""", "ProcessParameterUnsupported")]
    [InlineData("load_stac", """{"url":"/a","width":100}""", "ProcessParameterUnsupported")]
    [InlineData("any", """{"data":[1,"a"]}""", "ProcessParameterInvalid")]
    public void What_could_mean_anything_is_refused(string process, string arguments, string code) => Assert.Equal(code,
        Assert.Single(Assert.Throws<ProcessGraphException>(() => Run($$"""{"n":{"process_id":"{{process}}","arguments":{{arguments}},"result":true} }"""))
            .Faults).Code);

    [Theory]
    [InlineData("""{"process_id":"not","arguments":{"x":{"from_parameter":"x"}},"result":true}""", new[] { 1, 0, 0, double.NaN })]
    [InlineData("""{"process_id":"if","arguments":{"value":{"from_parameter":"x"},"accept":5,"reject":6},"result":true}""", new[] { 6.0, 5, 5, 6 })]
    [InlineData("""{"process_id":"and","arguments":{"x":{"from_parameter":"x"},"y":true},"result":true}""", new[] { 0, 1, 1, double.NaN })]
    [InlineData("""{"process_id":"any","arguments":{"data":[{"from_parameter":"x"},0]},"result":true}""", new[] { 0.0, 1, 1, 0 })]
    public void Pixels_that_are_numbers_decide_too(string child, double[] expected)
    {
        var cube = Cube([0, 2, -1, double.NaN], X(4));

        var result = Run("""{"a":{"process_id":"apply","arguments":{"data":{"from_parameter":"cube"},"process":{"process_graph":{"c":CHILD}}},"result":true}}"""
            .Replace("CHILD", child, StringComparison.Ordinal), cube);

        Assert.Equal(expected, Read(((CubeValue)result).Cube));
        Assert.Equal("a.process.c", Assert.Single(told.Warnings).Node);
    }

    [Theory]
    [InlineData("""["2020-06-02","2020-06-02"]""", "2,3", "from '2020-06-02' up to, and without, '2020-06-03'")]
    [InlineData("""["2020-06","2020-07"]""", "1,2,3", "from '2020-06-01' up to, and without, '2020-07-01'")]
    [InlineData("""["2020-07","2020-07"]""", "4", "up to, and without, '2020-08-01'")]
    [InlineData("""["2020","2020"]""", "1,2,3,4", "up to, and without, '2021-01-01'")]
    [InlineData("""["2020-07",null]""", "4,5", "from '2020-07-01' up to, and without, null")]
    public void Dates_that_are_start_and_end_are_that_time(string extent, string expected, string warning)
    {
        var cube = Cube([1, 2, 3, 4, 5], T("2020-06-01T00:00:00Z", "2020-06-02T00:00:00Z", "2020-06-02T23:00:00Z", "2020-07-31", "2021-01-01"));

        var result = Run("""{"f":{"process_id":"filter_temporal","arguments":{"data":{"from_parameter":"cube"},"extent":EXTENT},"result":true}}"""
            .Replace("EXTENT", extent, StringComparison.Ordinal), cube);

        Assert.Equal(expected, string.Join(',', Read(((CubeValue)result).Cube)));
        Assert.Contains(warning, Assert.Single(told.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_last_node_is_the_result_when_none_is_marked()
    {
        const string graph = """{"a":{"process_id":"pi","arguments":{}},"b":{"process_id":"floor","arguments":{"x":{"from_node":"a"}}}}""";

        Assert.Equal(3, ((NumberValue)Run(graph)).Value);
        Assert.Equal(("b", "No node is marked with \"result\": true; 'b' is taken for it, as no other node uses its value."), Assert.Single(told.Warnings));
        Assert.Equal([told.Warnings.Single().Message], Validated(graph));
    }

    [Fact]
    public void Child_processes_need_no_mark_either()
    {
        var child = """{"c":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":2}}}""";
        Assert.Equal([2, 4], Read(((CubeValue)Run("""
            {"a":{"process_id":"apply","arguments":{"data":{"from_parameter":"cube"},"process":{"process_graph":CHILD}},"result":true}}
            """.Replace("CHILD", child, StringComparison.Ordinal), Cube([1, 2], X(2)))).Cube));
        Assert.Equal("a.process.c", Assert.Single(told.Warnings).Node);
    }

    [Fact]
    public void Ids_of_nodes_may_be_numbers()
    {
        const string graph = """
            {"1":{"process_id":"pi","arguments":{}},"2":{"process_id":"array_apply","arguments":{"data":[1.5],"process":{"process_graph":{
                "a":{"process_id":"floor","arguments":{"x":{"from_parameter":"x"}}},"7":{"process_id":"add","arguments":{"x":{"from_node":7.0},"y":1}}}}}},
             "3":{"process_id":"floor","arguments":{"x":{"from_node":1}},"result":true}}
            """;
        Assert.Contains(Faults(graph), fault => fault.Message.Contains("'7.0', which does not exist", StringComparison.Ordinal));
        var good = graph.Replace("7.0", "\"a\"", StringComparison.Ordinal);
        Assert.Equal(3, ((NumberValue)Run(good)).Value);
        Assert.Contains(("3", "\"from_node\" of 'x' is the number 1; it is taken as the id of a node."), told.Warnings);
    }

    [Fact]
    public void What_is_there_already_is_not_added_again()
    {
        const string graph = """
            {"a":{"process_id":"add_dimension","arguments":{"data":{"from_parameter":"cube"},"name":"bands","label":"b","type":"bands"}},
             "b":{"process_id":"add_dimension","arguments":{"data":{"from_node":"a"},"name":"bands","label":"b","type":"bands"}},
             "m":{"process_id":"merge_cubes","arguments":{"cube1":{"from_node":"a"},"cube2":{"from_node":"b"}},"result":true}}
            """;
        Assert.Equal([0, 1], Read(((CubeValue)Run(graph, Counting(X(2)))).Cube));
        Assert.Equal(["b", "m"], told.Warnings.Select(one => one.Node));
        foreach (var other in (string[])["\"c\",\"type\":\"bands\"", "\"b\",\"type\":\"other\""])
            Assert.Equal("DimensionExists", Assert.Single(Assert.Throws<ProcessGraphException>(() => Run("""
                {"a":{"process_id":"add_dimension","arguments":{"data":{"from_parameter":"cube"},"name":"bands","label":OTHER},"result":true}}
                """.Replace("OTHER", other, StringComparison.Ordinal), Counting(B("b"), X(2)))).Faults).Code);
    }

    [Fact]
    public void Of_several_last_nodes_none_is_guessed() => Assert.Contains("used by no other: a, b",
        Assert.Single(Faults("""{"a":{"process_id":"pi","arguments":{}},"b":{"process_id":"e","arguments":{}}}""")).Message);

    Value Rename(string target, params string[] bands) => Run(
        """{"r":{"process_id":"rename_labels","arguments":{"data":{"from_parameter":"cube"},"dimension":"bands","target":TARGET},"result":true}}"""
            .Replace("TARGET", target, StringComparison.Ordinal), Counting(B(bands), X(1)));

    [Fact]
    public void The_only_band_needs_no_source()
    {
        var result = (CubeValue)Rename("""["ratio"]""", "VV");
        Assert.Equal(new StringValue("ratio"), Assert.Single(result.Cube.Schema.Dimensions[0].Labels));
        Assert.Contains("VV", Assert.Single(told.Warnings).Message);
    }

    [Theory]
    [InlineData("""["x","y"]""", "B1", "B2")]
    [InlineData("""["x"]""", "B1", "B2")]
    [InlineData("""["x","y"]""", "B1")]
    public void Of_several_bands_nobody_knows_which_is_which(string target, params string[] bands) =>
        Assert.Equal(FaultCodes.LabelsNotEnumerated, Assert.Single(Assert.Throws<ProcessGraphException>(() => Rename(target, bands)).Faults).Code);

    Value Run(string graph, RasterCube? cube = null)
    {
        var scope = cube is null ? ImmutableDictionary<string, Value>.Empty : ImmutableDictionary<string, Value>.Empty.Add("cube", new CubeValue(cube));
        var faults = new List<Fault>();
        var parsed = ProcessGraph.Parse(JsonElement.Parse(graph), faults);
        if (parsed is not null) GraphCheck.Check(parsed, [.. scope.Keys], UserContext.Nobody, faults);
        if (faults.Count > 0) throw new ProcessGraphException(faults);
        var services = new EvaluationServices(new FakeReader(), null!, null!, null!, UserContext.Nobody, told, CancellationToken.None);
        return new Evaluation(services).Run(parsed!, scope);
    }

    static List<Fault> Faults(string graph)
    {
        var faults = new List<Fault>();
        ProcessGraph.Parse(JsonElement.Parse(graph), faults);
        return faults;
    }

    static IEnumerable<string> Validated(string graph) =>
        GraphWarnings.Of(ProcessGraph.Parse(JsonElement.Parse(graph), [])!, UserContext.Nobody).Select(warning => warning.Message);
}
