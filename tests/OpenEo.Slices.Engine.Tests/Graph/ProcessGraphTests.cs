using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Tests.Graph;

/// <summary>The form of a process graph: what is read, and that every fault is told at once with its place.</summary>
public class ProcessGraphTests
{
    [Fact]
    public void Orders_nodes_after_those_they_refer_to()
    {
        var (graph, faults) =
            Parse("""{"b":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":1},"result":true},"a":{"process_id":"pi","arguments":{}}}""");

        Assert.Empty(faults);
        Assert.Equal(["a", "b"], graph!.Nodes.Select(node => node.Id));
        Assert.Equal("b", graph.Result.Id);
    }

    [Theory]
    [InlineData("[]", "JSON object of nodes")]
    [InlineData("{}", "no nodes")]
    [InlineData("""{"a":{"process_id":"pi","arguments":{}},"b":{"process_id":"e","arguments":{}}}""", "No node is marked")]
    [InlineData("""{"a":{"process_id":"pi","arguments":{},"result":true},"b":{"process_id":"e","arguments":{},"result":true}}""", "More than one node")]
    [InlineData("""{"a":{"arguments":{},"result":true}}""", "no \"process_id\"")]
    [InlineData("""{"a":{"process_id":"add","arguments":[],"result":true}}""", "not an object")]
    [InlineData("""{"a":{"process_id":"add","arguments":{"x":{"from_node":"b"}},"result":true},"b":{"process_id":"add","arguments":{"x":{"from_node":"a"}}}}""",
        "cycle")]
    [InlineData("""{"a":{"process_id":"absolute","arguments":{"x":{"from_node":"zzz"}},"result":true}}""", "'zzz', which does not exist")]
    public void Says_what_is_wrong_with_the_form(string json, string expected)
    {
        var (_, faults) = Parse(json);

        Assert.Contains(faults, fault => fault.Code == "ProcessGraphInvalid" && fault.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_child_graphs_that_are_nested_too_deep()
    {
        var json = """{"x":{"process_id":"pi","arguments":{},"result":true}}""";
        for (var i = 0; i < 40; i++) json = """{"x":{"process_id":"array_apply","arguments":{"process":{"process_graph":""" + json + """}},"result":true}}""";

        var (_, faults) = Parse(json);

        Assert.Contains(faults, fault => fault.Message.Contains("nested deeper", StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_graphs_with_too_many_nodes()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $$$"""  "n{{{i}}}":{"process_id":"pi","arguments":{}}  """));

        var (graph, faults) = Parse("{" + nodes + "}");

        Assert.Null(graph);
        Assert.Contains(faults, fault => fault.Message.Contains("more than 10000 nodes", StringComparison.Ordinal));
    }

    [Fact]
    public void Tells_all_faults_of_a_call_at_once_with_node_and_parameter()
    {
        var (graph, faults) = Parse("""
            {"sum":{"process_id":"ad","arguments":{}},
             "add":{"process_id":"add","arguments":{"x":"one","z":2}},
             "reduce":{"process_id":"reduce_dimension","result":true,"arguments":{"data":{"from_parameter":"cube"},"dimension":"t","reducer":{"process_graph":{
                 "m":{"process_id":"mean","arguments":{"data":{"from_parameter":"dta"}},"result":true}}}}}}
            """);
        GraphCheck.Check(graph!, [], UserContext.Nobody, faults);

        Assert.Equal(
            [
                ("ProcessUnsupported", "sum", null), ("ProcessParameterInvalid", "add", "x"), ("ProcessParameterUnsupported", "add", "z"),
                ("ProcessParameterRequired", "add", "y"),
                ("ProcessGraphInvalid", "reduce", "data"), ("ProcessGraphInvalid", "reduce.reducer.m", "data"),
            ],
            faults.Select(fault => (fault.Code, fault.Node, fault.Parameter)));
        Assert.Contains("Did you mean 'add'?", faults[0].Message, StringComparison.Ordinal);
    }

    static (ProcessGraph? Graph, List<Fault> Faults) Parse(string json)
    {
        var faults = new List<Fault>();
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return (ProcessGraph.Parse(document.RootElement, faults), faults);
    }
}
