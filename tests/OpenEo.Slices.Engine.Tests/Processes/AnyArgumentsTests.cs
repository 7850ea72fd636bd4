using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>
/// Whatever a process is called with, it answers or says what is wrong with the graph, and no cell of its answer depends on the window that is read. Arguments
/// are drawn from odd values, most of them of a kind that the parameter takes.
/// </summary>
public sealed class AnyArgumentsTests
{
    const int CallsEach = 60, SmallCube = 60;

    const string X = """ "x":{"type":"spatial","axis":"x","values":[5,15,25],"reference_system":"EPSG:32632"} """;

    const string Y = """ "y":{"type":"spatial","axis":"y","values":[25,15],"reference_system":"EPSG:32632"} """;

    const string Ring = "[[0,10],[20,10],[20,30],[0,30],[0,10]]";

    const string Utm = """ "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}} """;

    static readonly string[] Cubes =
    [
        Cube("t,bands", """ "t":{"type":"temporal","values":["2020-01-01","2020-01-02"]},"bands":{"type":"bands","values":["red","nir"]} """,
            "[[1,2],[3,null]]"),
        Cube("t", """ "t":{"type":"temporal","values":["2019-12-31T23:00:00Z","2020-03-01T00:00:00+01:00","2021-01-01"]} """, "[1,2,4]"),
        Cube("y,x", $"{Y},{X}", "[[1,2,3],[4,null,6]]"),
        Cube("bands,y,x", $$""" "bands":{"type":"bands","values":["m"]},{{Y}},{{X}} """, "[[[true,false,true],[true,false,true]]]"),
        Cube("t,y,x", $$""" "t":{"type":"temporal","values":[]},{{Y}},{{X}} """, "[]"),
        Cube("bands,y,x", $$""" "bands":{"type":"bands","values":[]},{{Y}},{{X}} """, "[]"),
        Cube("kind", """ "kind":{"type":"other","values":["a~1","a~2","b~1","b~2"]} """, "[1,2,3,4]"),
        Cube("t", """ "t":{"type":"temporal","values":["01","02"]} """, "[1,2]"),
    ];

    static readonly Dictionary<string, string[]> Pool = new()
    {
        ["cube"] = Cubes,
        ["child"] =
        [
            .. new[] { "mean", "count", "sort", "extrema", "first", "array_labels", "order", "cumsum", "array_interpolate_linear", "all" }
                .Select(process => Child(process, """ "data":{"from_parameter":"data"} """)),
            Child("absolute", """ "x":{"from_parameter":"x"} """), Child("add", """ "x":{"from_parameter":"x"},"y":{"from_parameter":"y"} """),
            Child("gt", """ "x":{"from_parameter":"x"},"y":2 """), Child("eq", """ "x":{"from_parameter":"value"},"y":"red" """),
            Child("constant", """ "x":"text" """), Child("constant", """ "x":null """), Child("constant", """ "x":[] """), Child("constant", """ "x":true """),
            Child("array_element", """ "data":{"from_parameter":"data"},"index":1 """), Child("inspect", """ "data":{"from_parameter":"data"} """),
        ],
        ["geojson"] =
        [
            $$"""{"type":"Polygon","coordinates":[{{Ring}}],{{Utm}}}""", $$"""{"type":"Point","coordinates":[6,24],{{Utm}}}""",
            $$"""{"type":"LineString","coordinates":[[0,22],[20,22]],{{Utm}}}""", """{"type":"FeatureCollection","features":[]}""",
            """{"type":"Feature","properties":null,"geometry":null}""", """{"type":"Polygon","coordinates":[]}""",
            """{"type":"Point","coordinates":[1e300,1e300]}""", """{"type":"Polygon","coordinates":[[[0,0],[10,10],[0,10],[10,0],[0,0]]]}""",
            """{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[6,24]}]}""",
        ],
        ["interval"] = ["[null,null]", """["2020-01-01",null]""", """[["2020-01-01","2020-02-01"]]""", """[["12:00:00","11:00:00"]]""", "[]", "[[]]"],
        ["box"] =
        [
            """{"west":0,"east":20,"south":10,"north":30,"crs":"EPSG:32632"}""", """{"west":20,"east":0,"south":10,"north":30}""", "{}",
            """{"west":-500,"east":700,"south":-100,"north":100}""", """{"west":{"type":"number","value":"NaN"},"east":20,"south":10,"north":30}""",
        ],
        ["array"] =
        [
            "[]", "[1,2,3]", "[null,null]", "[1,null,3]", "[true,null]", """["red","nir"]""", "[[1,2],[3]]", """[1,"a",true,null,{"a":1}]""", "[2,1,0]",
            """[{"type":"number","value":"NaN"},1]""", """{"type":"labeled-array","data":[{"key":"2020-01-01","value":1},{"key":"2020-01-05","value":null}]}""",
            "[[1,2,1],[2,4,2],[1,2,1]]", "[0.1,0.5]", "[1e300,-1e300]", """["t","bands"]""",
            "[2019,2021]", "[3,3]",
        ],
        ["date"] =
        [
            "\"2020-02-29\"", "\"0001-01-01\"", "\"9999-12-31T23:59:60Z\"", "\"2020-01-01T00:00:00+14:00\"", "\"12:00:00\"", "\"2020-13-01\"", "null",
        ],
        ["number"] = ["0", "1", "-1", "2", "0.5", "1e300", "2147483648", "-9007199254740993", """{"type":"number","value":"-Infinity"}""", "32632", "null"],
        ["text"] = ["\"\"", "\"t\"", "\"bands\"", "\"kind\"", "\"x\"", "\"nothing\"", "\"red\"", "\"é😀\"", "\"EPSG:4326\"", "\"~\""],
        ["boolean"] = ["true", "false", "null"],
    };

    /// <summary>What is in the text of a schema, and the kind of values that it asks for.</summary>
    static readonly (string Part, string Kind)[] Kinds =
    [
        ("process-graph", "child"), ("datacube", "cube"), ("geojson", "geojson"), ("temporal-interval", "interval"), ("bounding-box", "box"),
        ("\"array\"", "array"), ("date", "date"), ("number", "number"), ("integer", "number"), ("string", "text"), ("boolean", "boolean"),
    ];

    /// <summary>Every process but those that load what lies elsewhere or write files.</summary>
    public static TheoryData<string> Ids { get; } =
    [
        .. ProcessCatalog.Definitions.Select(definition => definition.Id).Where(id => !id.StartsWith("load_", StringComparison.Ordinal) && id != "save_result"),
        "load_geojson",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_process_answers_or_tells_what_is_wrong(string id)
    {
        var random = new Random(id.Aggregate(17, (hash, letter) => hash * 31 + letter));
        for (var i = 0; i < CallsEach; i++)
        {
            var given = ProcessCatalog.Find(id)!.Definition.Parameters.Where(parameter => !parameter.Optional || random.Next(2) == 0);
            var arguments = new JsonObject(given.Select(parameter => KeyValuePair.Create(
                parameter.Name, JsonNode.Parse(Draw(parameter.Schema.ToJson().ToJsonString(), random))))).ToJsonString();
            var failure = Record.Exception(() => Call(id, arguments));
            Assert.True(failure is null or ProcessGraphException or RasterException, $"{id} {arguments}: {failure}");
        }
    }

    static void Call(string id, string arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        if (ProcessTests.Call(id, json.RootElement) is not CubeValue { Cube: var cube }) return;
        var cells = Read(cube);
        if (cells.Length <= SmallCube) Assert.Equal(cells, ReadCells(cube));
    }

    static string Draw(string schema, Random random)
    {
        if (random.Next(12) == 0) return Any(Pool.Values.ElementAt(random.Next(Pool.Count)));
        if (!schema.Contains("process-graph", StringComparison.Ordinal) && schema.IndexOf("\"enum\":[", StringComparison.Ordinal) is >= 0 and var at)
            return Any([.. JsonNode.Parse(schema[(at + 7)..(schema.IndexOf(']', at) + 1)])!.AsArray().Select(one => one?.ToJsonString() ?? "null")]);
        var kinds = Kinds.Where(kind => schema.Contains(kind.Part, StringComparison.Ordinal)).Select(kind => kind.Kind).Take(2).ToArray();
        return kinds.Length == 0 ? Any(Pool["array"]) : Any(Pool[kinds[random.Next(kinds.Length)]]);

        string Any(string[] values) => values[random.Next(values.Length)];
    }

    static string Cube(string order, string dimensions, string data) =>
        $$"""{"type":"datacube","order":["{{order.Replace(",", "\",\"", StringComparison.Ordinal)}}"],"dimensions":{ {{dimensions}} },"data":{{data}}}""";

    static string Child(string process, string arguments) =>
        $$"""{"process_graph":{"c":{"process_id":"{{process}}","arguments":{ {{arguments}} },"result":true} } }""";
}
