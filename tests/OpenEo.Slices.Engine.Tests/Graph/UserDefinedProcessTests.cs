using System.Collections.Immutable;
using System.Text.Json;
using FsCheck.Xunit;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Graph;

public sealed class UserDefinedProcessTests
{
    static UserContext With(params (string Id, string Json)[] processes)
    {
        var faults = new List<Fault>();
        var all = processes.ToImmutableDictionary(
            process => new ProcessReference(ProcessReferences.User, process.Id),
            process => UserDefinedProcess.Read(new(ProcessReferences.User, process.Id), JsonElement.Parse(process.Json), faults)!);
        Assert.Empty(faults);
        return UserContext.Nobody with { Processes = all };
    }

    static (Value? Value, List<Fault> Faults) Evaluate(string graph, UserContext user)
    {
        var faults = new List<Fault>();
        var parsed = ProcessGraph.Parse(JsonElement.Parse(graph), faults)!;
        GraphCheck.Check(parsed, [], user, faults);
        if (faults.Count > 0) return (null, faults);
        try
        {
            return (new Evaluation(new EvaluationServices(null!, null!, null!, null!, user, null, CancellationToken.None))
                .Run(parsed, ImmutableDictionary<string, Value>.Empty), faults);
        }
        catch (ProcessGraphException e)
        {
            return (null, [.. e.Faults]);
        }
    }

    [Property]
    public void A_graph_means_the_same_as_a_process_of_its_own(int a, int b)
    {
        const string own = """
            {"parameters":[{"name":"a","schema":{"type":"number"}},{"name":"b","schema":{"type":"number"}}],
             "process_graph":{"s":{"process_id":"add","arguments":{"x":{"from_parameter":"a"},"y":{"from_parameter":"b"}}},
                              "p":{"process_id":"multiply","arguments":{"x":{"from_node":"s"},"y":3},"result":true}}}
            """;
        var inline = $$$"""
            {"s":{"process_id":"add","arguments":{"x":{{{a}}}, "y":{{{b}}} } },
             "p":{"process_id":"multiply","arguments":{"x":{"from_node":"s"},"y":3},"result":true}}
            """;
        var call = $$$"""{"c":{"process_id":"own","arguments":{"a":{{{a}}}, "b":{{{b}}} },"result":true} }""";
        Assert.Equal(Evaluate(inline, UserContext.Nobody).Value, Evaluate(call, With(("own", own))).Value);
    }

    [Fact]
    public void It_sees_its_own_parameters_only()
    {
        const string own = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":1},"result":true}}}""";
        const string map = """
            {"l":{"process_id":"array_apply","arguments":{"data":[1,2],"process":{"process_graph":{"c":{"process_id":"own","arguments":{},"result":true}}}},
             "result":true}}
            """;
        var fault = Assert.Single(Evaluate(map, With(("own", own))).Faults);
        Assert.Equal(("ProcessGraphInvalid", "l.process.c.own.a", "x"), (fault.Code, fault.Node, fault.Parameter));
    }

    [Fact]
    public void A_child_process_can_be_an_argument()
    {
        const string own = """
            {"parameters":[{"name":"what","schema":{"type":"object","subtype":"process-graph","parameters":[{"name":"x","schema":{}}]}}],
             "process_graph":{"a":{"process_id":"array_apply","arguments":{"data":[1,2],"process":{"from_parameter":"what"}},"result":true}}}
            """;
        const string call = """
            {"c":{"process_id":"own","arguments":{"what":{"process_graph":{"m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":10},
             "result":true}}}},"result":true}}
            """;
        Assert.Equal(new ArrayValue([Value.Of(10.0), Value.Of(20.0)]), Evaluate(call, With(("own", own))).Value);
    }

    [Fact]
    public void What_fails_inside_names_the_place_inside()
    {
        const string own = """{"process_graph":{"e":{"process_id":"array_element","arguments":{"data":[1],"index":5},"result":true}}}""";
        var fault = Assert.Single(Evaluate("""{"c":{"process_id":"own","arguments":{},"result":true}}""", With(("own", own))).Faults);
        Assert.Equal("c.own.e", fault.Node);
    }

    [Fact]
    public void Small_processes_that_mean_a_lot_are_stopped()
    {
        const string twice = """
            {"process_graph":{"a":{"process_id":"INNER","arguments":{}},"b":{"process_id":"INNER","arguments":{}},
             "s":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"b"}},"result":true}}}
            """;
        var processes = Enumerable.Range(0, 20)
            .Select(level => ($"p{level}", twice.Replace("INNER", level == 0 ? "pi" : $"p{level - 1}", StringComparison.Ordinal))).ToArray();
        Assert.Equal("ProcessGraphComplexity", Evaluate("""{"c":{"process_id":"p19","arguments":{},"result":true}}""", With(processes)).Faults[0].Code);
        Assert.Equal(Value.Of(Math.PI * 8), Evaluate("""{"c":{"process_id":"p2","arguments":{},"result":true}}""", With(processes)).Value);
    }

    [Fact]
    public void A_child_process_that_is_handed_to_itself_is_stopped()
    {
        const string again = """
            {"parameters":[{"name":"what","schema":{"type":"object","subtype":"process-graph"}}],
             "process_graph":{"a":{"process_id":"array_apply","arguments":{"data":[1],"process":{"from_parameter":"what"},"context":{"from_parameter":"what"}},
              "result":true}}}
            """;
        const string call = """
            {"c":{"process_id":"again","arguments":{"what":{"process_graph":{"a":{"process_id":"array_apply",
              "arguments":{"data":[1],"process":{"from_parameter":"context"},"context":{"from_parameter":"context"}},"result":true}}}},"result":true}}
            """;
        Assert.Contains(Evaluate(call, With(("again", again))).Faults, fault => fault.Code == "ProcessGraphComplexity");
    }

    [Theory]
    [InlineData(24, 0)]
    [InlineData(25, 1)]
    public void Processes_may_call_each_other_24_levels_deep_whichever_is_looked_at_first(int count, int faults)
    {
        var processes = Enumerable.Range(0, count).Select(level => ($"p{level}", level == 0
            ? """{"process_graph":{"a":{"process_id":"pi","arguments":{},"result":true}}}"""
            : """{"process_graph":{"a":{"process_id":"INNER","arguments":{},"result":true}}}""".Replace("INNER", $"p{level - 1}", StringComparison.Ordinal)))
            .ToArray();
        // The inner half is looked at before the outer one leads to it.
        var graph = $$$"""
            {"a":{"process_id":"p{{{count / 2}}}","arguments":{}},"b":{"process_id":"p{{{count - 1}}}","arguments":{}},
             "s":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"b"}},"result":true}}
            """;
        Assert.Equal(Enumerable.Repeat("ProcessGraphComplexity", faults), Evaluate(graph, With(processes)).Faults.Select(fault => fault.Code));
    }

    [Theory]
    [InlineData("", 42)]
    [InlineData(""" "namespace":null, """, 42)]
    [InlineData(""" "namespace":"user", """, 42)]
    [InlineData(""" "namespace":"backend", """, Math.PI)]
    public void A_process_of_the_users_own_comes_before_one_of_the_engine(string space, double value)
    {
        const string own = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":40,"y":2},"result":true}}}""";
        Assert.Equal(Value.Of(value), Evaluate($$$"""{"c":{"process_id":"pi",{{{space}}}"arguments":{},"result":true}}""", With(("pi", own))).Value);
    }

    [Theory]
    [InlineData("https://example.org/processes", "there is no process 'x' at this address")]
    [InlineData("mine", "neither 'backend' nor 'user' nor an http(s) address")]
    public void A_namespace_that_leads_to_nothing_is_named(string space, string reason)
    {
        var fault = Assert.Single(Evaluate($$$"""{"c":{"process_id":"x","namespace":"{{{space}}}","arguments":{},"result":true}}""",
            UserContext.Nobody).Faults);
        Assert.Equal(("ProcessNamespaceInvalid", "c"), (fault.Code, fault.Node));
        Assert.Contains(reason, fault.Message);
    }
}
