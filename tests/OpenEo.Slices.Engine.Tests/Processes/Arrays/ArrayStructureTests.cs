using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Arrays;

/// <summary>Labels, positions and faults; lanes that only change places.</summary>
public sealed class ArrayStructureTests
{
    static readonly ArrayValue Labelled = new(LaneRunner.Numbers(4, 5, 6).Items, [Value.Of("B01"), Value.Of("B02"), Value.Of("B03")]);

    [Fact]
    public void An_element_is_found_by_label_and_by_index()
    {
        Assert.Equal(Value.Of(5d), LaneRunner.Call("array_element", ("data", Labelled), ("label", Value.Of("B02"))));
        Assert.Equal(Value.Of(6d), LaneRunner.Call("array_element", ("data", Labelled), ("index", Value.Of(2d))));
        Assert.Equal(Value.Null, LaneRunner.Call("array_element", ("data", Labelled), ("index", Value.Of(3d)), ("return_nodata", Value.True)));
    }

    [Theory]
    [InlineData("""{"data":[1],"index":1}""", "ArrayElementNotAvailable")]
    [InlineData("""{"data":[1],"index":-1}""", "ArrayElementNotAvailable")]
    [InlineData("""{"data":[1],"label":"a"}""", "ArrayNotLabeled")]
    [InlineData("""{"data":[1]}""", "ArrayElementParameterMissing")]
    [InlineData("""{"data":[1],"index":0,"label":"a"}""", "ArrayElementParameterConflict")]
    public void A_missing_element_is_a_fault_of_its_own(string arguments, string code) => AssertFault(code, "array_element", arguments);

    [Theory]
    [InlineData("quantiles", """{"data":[1]}""", "QuantilesParameterMissing")]
    [InlineData("quantiles", """{"data":[1],"q":2,"probabilities":2}""", "QuantilesParameterConflict")]
    [InlineData("quantiles", """{"data":[1],"probabilities":[0.5,0.1]}""", "AscendingProbabilitiesRequired")]
    [InlineData("array_create_labeled", """{"data":[1],"labels":["a","b"]}""", "ArrayLengthMismatch")]
    [InlineData("array_create_labeled", """{"data":[1,2],"labels":["a","a"]}""", "ProcessParameterInvalid")]
    [InlineData("array_append", """{"data":[1],"value":2,"label":"a"}""", "ArrayNotLabeled")]
    [InlineData("array_modify", """{"data":[1],"values":[2],"index":2}""", "ArrayElementNotAvailable")]
    [InlineData("array_create", """{"data":[1],"repeat":100000000}""", "ProcessParameterInvalid")]
    [InlineData("rearrange", """{"data":[1,2],"order":[0,2]}""", "ProcessParameterInvalid")]
    [InlineData("rearrange", """{"data":[],"order":[0]}""", "ProcessParameterInvalid")]
    [InlineData("count", """{"data":[1],"condition":false}""", "ProcessParameterInvalid")]
    [InlineData("sort", """{"data":["pear"]}""", "ProcessParameterInvalid")]
    public void Wrong_arguments_are_faults(string process, string arguments, string code) => AssertFault(code, process, arguments);

    [Fact]
    public void A_label_occurs_once_only()
    {
        AssertFault("LabelExists", () => LaneRunner.Call("array_append", ("data", Labelled), ("value", Value.Of(7d)), ("label", Value.Of("B01"))));
        AssertFault("ArrayLabelConflict", () => LaneRunner.Call("array_concat", ("array1", Labelled), ("array2", Labelled)));
        AssertFault("ArrayLabelConflict", () => LaneRunner.Call("array_modify", ("data", Labelled), ("values", Labelled), ("index", Value.Of(0d))));
    }

    [Fact]
    public void Labels_are_kept_where_all_elements_have_them()
    {
        var other = new ArrayValue([Value.True], [Value.Of("x")]);
        Assert.Equal([.. Labelled.Labels!.Value, Value.Of("x")], LabelsOf(Array("array_concat", ("array1", Labelled), ("array2", other))));
        Assert.Null(Array("array_concat", ("array1", Labelled), ("array2", LaneRunner.Numbers(1))).Labels);
        Assert.Equal([Value.Of("B01"), Value.Of("x"), Value.Of("B03")],
            LabelsOf(Array("array_modify", ("data", Labelled), ("values", other), ("index", Value.Of(1d)), ("length", Value.Of(1d)))));
        Assert.Equal([Value.Of("B03")],
            LabelsOf(Array("array_modify", ("data", Labelled), ("values", LaneRunner.Numbers()), ("index", Value.Of(0d)), ("length", Value.Of(2d)))));
        Assert.Null(Array("array_modify", ("data", Labelled), ("values", LaneRunner.Numbers(1)), ("index", Value.Of(0d))).Labels);
        Assert.Equal([Value.Of("B03"), Value.Of("B01")], LabelsOf(Array("rearrange", ("data", Labelled), ("order", LaneRunner.Numbers(2, 0)))));
    }

    [Fact]
    public void Dates_are_sorted_as_instants()
    {
        var dates = new ArrayValue([Value.Of("2024-01-01T01:00:00+02:00"), Value.Null, Value.Of("2024-01-01T00:00:00Z"), Value.Of("2023-12-31")]);
        Assert.Equal(LaneRunner.Numbers(3, 0, 2), LaneRunner.Call("order", ("data", dates)));
    }

    [Fact]
    public void A_condition_on_labels_leaves_lanes_out_and_one_on_values_makes_them_no_data()
    {
        var program = new ProgramBuilder();
        var lanes = new ArrayValue([program.Input(false), program.Input(false)], [Value.Of("a"), Value.Of("b")]);
        var kept = Array("array_filter", ("data", lanes),
            ("condition", Child("""{"eq":{"process_id":"eq","arguments":{"x":{"from_parameter":"label"},"y":"b"},"result":true}}""")));
        Assert.Same(lanes.Items[1], Assert.Single(kept.Items));
        Assert.Equal([Value.Of("b")], LabelsOf(kept));

        var masked = LaneRunner.Run<float>([[1, 5], [7, double.NaN]], items => LaneRunner.Call(
            "array_filter", ("data", new ArrayValue(items)),
            ("condition", Child("""{"gt":{"process_id":"gt","arguments":{"x":{"from_parameter":"x"},"y":3},"result":true}}"""))));
        Assert.Equal([[double.NaN, 5], [7, double.NaN]], masked);
    }

    [Fact]
    public void The_log_tells_of_conditions_that_differ_from_pixel_to_pixel()
    {
        var log = new Told();
        var evaluation = new Evaluation(new EvaluationServices(null!, null!, null!, null!, UserContext.Nobody, log, CancellationToken.None));
        var condition = CubeTesting.Child("""{"process_id":"gt","arguments":{"x":{"from_parameter":"x"},"y":3}}""");
        CubeTesting.Call(evaluation, "array_filter", ("data", LaneRunner.Numbers(1, 5)), ("condition", condition));
        Assert.Empty(log.Messages);
        CubeTesting.Call(evaluation, "array_filter", ("data", new ArrayValue([new ProgramBuilder().Input(false)])), ("condition", condition));
        Assert.Contains("become no-data", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    sealed class Told : IRunLog
    {
        public List<string> Messages { get; } = [];

        void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data) => Messages.Add(message);
    }

    [Fact]
    public void Elements_are_counted_by_a_condition_on_lanes()
    {
        var condition = Child("""{"gt":{"process_id":"gt","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"context"}},"result":true}}""");
        var counts = LaneRunner.Run<float>([[1, 5], [7, double.NaN]], items => LaneRunner.Call(
            "count", ("data", new ArrayValue(items.Add(Value.Of(9d)))), ("condition", condition), ("context", Value.Of(3d))))[0];
        Assert.Equal([2, 2], counts);
    }

    [Fact]
    public void Lanes_that_only_change_places_are_the_same_lanes()
    {
        var program = new ProgramBuilder();
        var (first, second) = (program.Input(false), program.Input(true));
        var data = new ArrayValue([first, second]);
        Assert.Equal(new ArrayValue([second, first]), LaneRunner.Call("rearrange", ("data", data), ("order", LaneRunner.Numbers(1, 0))));
        Assert.Equal(new ArrayValue([first, second, first]), LaneRunner.Call("array_append", ("data", data), ("value", first)));
        Assert.Equal(new ArrayValue([first, second, first, second]), LaneRunner.Call("array_create", ("data", data), ("repeat", Value.Of(2d))));
        Assert.Same(second, LaneRunner.Call("array_element", ("data", data), ("index", Value.Of(1d))));
    }

    static CallbackValue Child(string graph) =>
        new(ProcessGraph.Parse(JsonDocument.Parse(graph).RootElement, []) ?? throw new ArgumentException("Not a graph.", nameof(graph)),
            ImmutableDictionary<string, Value>.Empty, "test");

    static Value[] LabelsOf(ArrayValue array) => [.. array.Labels!.Value];

    static ArrayValue Array(string process, params (string, Value)[] arguments) => Assert.IsType<ArrayValue>(LaneRunner.Call(process, arguments));

    static void AssertFault(string code, string process, string arguments) => AssertFault(code, () => LaneRunner.Call(
        process, [.. JsonDocument.Parse(arguments).RootElement.EnumerateObject().Select(argument => (argument.Name, ValueJson.Read(argument.Value)))]));

    static void AssertFault(string code, Func<Value> call) => Assert.Equal(code, Assert.Single(Assert.Throws<ProcessGraphException>(call).Faults).Code);
}
