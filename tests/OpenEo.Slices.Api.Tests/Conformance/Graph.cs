namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>Processes, as JSON text, for the tests of requirements.</summary>
public static class Graph
{
    /// <summary>A process of these nodes, the last of which is its result.</summary>
    public static string Of(params (string Id, string Process, string Arguments)[] nodes)
    {
        var texts = nodes.Select((node, index) =>
            $$"""{{Quote(node.Id)}}:{"process_id":{{Quote(node.Process)}},"arguments":{{node.Arguments}}{{Result(index)}}}""");
        return $$$"""{"process_graph":{{{{string.Join(',', texts)}}}}}""";

        string Result(int index) => index == nodes.Length - 1 ? ",\"result\":true" : "";
    }

    /// <summary>A process of a single node.</summary>
    public static string Call(string process, string arguments) => Of(("call", process, arguments));

    /// <summary>A request that has the process and further members, such as <c>"plan":"free"</c>.</summary>
    public static string Request(string process, string more = "") => $$"""{"process":{{process}}{{(more.Length > 0 ? "," + more : "")}}}""";

    /// <summary>Loads the collection whole, or what is between two dates.</summary>
    public static (string Id, string Process, string Arguments) Load(string? from = null, string? to = null, string collection = "TINY") =>
        ("load", "load_collection",
        $$"""{"id":{{Quote(collection)}},"spatial_extent":null,"temporal_extent":{{(from is null ? "null" : $"[{Quote(from)},{Quote(to!)}]")}}}""");

    /// <summary>Saves what a node gives.</summary>
    public static (string Id, string Process, string Arguments) Save(string from, string format, string id = "save") =>
        (id, "save_result", $$"""{"data":{"from_node":{{Quote(from)}}},"format":{{Quote(format)}}}""");

    /// <summary>One date in this format.</summary>
    public static string OneDate(string format) => Of(Load("2024-01-01", "2024-01-02"), Save("load", format));

    /// <summary>Two points in this format.</summary>
    public static string Points(string format) =>
        Of(("load", "load_geojson", """{"data":{"type":"MultiPoint","coordinates":[[9,45],[9.5,45.5]]}}"""), Save("load", format));

    /// <summary>For this time there are no data.</summary>
    public static readonly string Nothing = Of(Load("1999-01-01", "1999-02-01"), Save("load", "GTiff"));

    /// <summary>Fails in every check: there is no such process.</summary>
    public static readonly string Unknown = Call("no_such_process", "{}");

    /// <summary>Gives three files soon, and a fourth after many seconds.</summary>
    public static readonly string QuickThenSlow = Of(
        Load(),
        Save("load", "GTiff", "quick"),
        ("one", "filter_temporal", """{"data":{"from_node":"load"},"extent":["2024-01-01","2024-01-02"]}"""),
        ("finer", "resample_spatial", """{"data":{"from_node":"one"},"resolution":0.1}"""),
        Save("finer", "GTiff", "slow"));

    /// <summary>x times a factor, which is 2 unless given: a process with parameters.</summary>
    public const string Times = """
        {"summary":"Times","parameters":[
           {"name":"x","description":"a number","schema":{"type":"number"}},
           {"name":"factor","description":"by what","schema":{"type":"number"},"optional":true,"default":2}],
         "returns":{"description":"the product","schema":{"type":"number"}},
         "process_graph":{"m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"factor"}},"result":true}}}
        """;

    static string Quote(string text) => $"\"{text}\"";
}
