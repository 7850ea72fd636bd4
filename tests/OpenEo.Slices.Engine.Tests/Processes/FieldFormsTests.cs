using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Tests.Processes.Vectors;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>
/// The forms in which published process graphs use processes, by the names of the collection's list of them. The data: two dates with the bands B04 and B08
/// of one pixel (1, 2 and 3, 8), and a plane of 4 × 4 pixels from 0 to 15.
/// </summary>
public sealed class FieldFormsTests
{
    const string Data = """ "data":{"from_parameter":"data"} """;

    const string First = """ "a":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":0}} """;

    const string Second = """ "b":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"B08"}} """;

    const string Sum = """ "s":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"b"}}} """;

    const string Ratio = """ "r":{"process_id":"divide","arguments":{"x":{"from_node":"a"},"y":{"from_node":"s"}}} """;

    // The four pixels of the upper left corner: 0, 1, 4, 5.
    const string Ring = "[[[500001,4999999],[500019,4999999],[500019,4999981],[500001,4999981],[500001,4999999]]]";

    const string Utm = """ "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}} """;

    const double None = double.NaN;

    /// <summary>Children of apply_dimension along the bands.</summary>
    public static TheoryData<string, string, double[]> BandChildren => new()
    {
        { "add+array_create+array_element+divide", $"{First},{Second},{Sum},{Ratio},{Create("a", "r")}", [1, 1 / 3d, 3, 3 / 11d] },
        {
            "add+and+array_create+array_element", $"{First},{Second},{Sum},{Two("g", "gt", "s", "5")},{Two("h", "lt", "a", "9")},"
                + $$""" "n":{"process_id":"and","arguments":{"x":{"from_node":"g"},"y":{"from_node":"h"} } },{{Create("s", "n")}}""", [3, 0, 11, 1]
        },
        {
            "add+array_element+array_modify+divide",
            $"{First},{Second},{Sum},{Ratio}," + """ "m":{"process_id":"array_modify","result":true, """
                + $$""" "arguments":{ {{Data}},"values":[{"from_node":"r"}],"index":1,"length":1} } """,
            [1, 1 / 3d, 3, 3 / 11d]
        },
        {
            "array_create+array_element+log+multiply", $"{Second},{Two("l", "log", "b", "2", "base")},{Two("m", "multiply", "l", "10")},{Create("m")}",
            [10, 30]
        },
        {
            "add+arccos+array_create+array_element", $"{First},{Second},{Sum},{Ratio},{One("c", "arccos", "r")},{Create("c")}",
            [Math.Acos(1 / 3d), Math.Acos(3 / 11d)]
        },
        { "add+array_element+cos+divide", $"{First},{Second},{Sum},{Ratio},{One("c", "cos", "r", true)}", [Math.Cos(1 / 3d), Math.Cos(3 / 11d)] },
        {
            "add+array_create+array_element+clip", $"{First},{Second},{Sum},"
                + """ "c":{"process_id":"clip","arguments":{"x":{"from_node":"s"},"min":4,"max":9}}, """ + Create("c", "s"), [4, 3, 9, 11]
        },
        { "absolute+add+and+gt", $"{First},{Second},{Sum},{One("p", "absolute", "s")},{Two("g", "gt", "p", "5", last: true)}", [0, 1] },
        {
            "array_concat+array_element+if+is_nodata", $"{First},{One("n", "is_nodata", "a")},"
                + """ "i":{"process_id":"if","arguments":{"value":{"from_node":"n"},"accept":0,"reject":{"from_node":"a"}}}, """
                + $$""" "c":{"process_id":"array_concat","arguments":{"array1":{"from_parameter":"data"},"array2":[{"from_node":"i"}]},"result":true} """,
            [1, 2, 1, 3, 8, 3]
        },
        {
            "array_concat+array_create+max+mean", Reduce("x", "max") + "," + Reduce("m", "mean") + ","
                + """ "l":{"process_id":"array_create","arguments":{"data":[{"from_node":"x"}]}}, """
                + """ "c":{"process_id":"array_concat","arguments":{"array1":{"from_node":"l"},"array2":[{"from_node":"m"}]},"result":true} """,
            [2, 1.5, 8, 5.5]
        },
        { "add+array_append+array_element+divide", $"{First},{Second},{Sum},{Ratio},"
            + $$""" "p":{"process_id":"array_append","arguments":{ {{Data}},"value":{"from_node":"r"} },"result":true} """, [1, 2, 1 / 3d, 3, 8, 3 / 11d] },
        { "array_create+array_element", $"{First},{Second},{Create("b", "a")}", [2, 1, 8, 3] },
        { "array_create+array_element+gt+if", $"{First},{Second},{Two("g", "gt", "b", "5")},"
            + """ "i":{"process_id":"if","arguments":{"value":{"from_node":"g"},"accept":{"from_node":"a"}}}, """ + Create("i"), [None, 3] },
        { "array_create+array_element+eq", $"{First},{Two("e", "eq", "a", "3")},{Create("e")}", [0, 1] },
        { "all+array_create+array_element+gte", $"{First},{Second},{Two("g", "gte", "a", "1")},{Two("h", "gte", "b", "5")},"
            + """ "l":{"process_id":"array_create","arguments":{"data":[{"from_node":"g"},{"from_node":"h"}]}}, """
            + """ "x":{"process_id":"all","arguments":{"data":{"from_node":"l"}},"result":true} """, [0, 1] },
        { "array_element+array_modify+subtract", $"{First},{Second},{Two("d", "subtract", "b", "1")},"
            + $$""" "m":{"process_id":"array_modify","arguments":{ {{Data}},"values":[{"from_node":"d"}],"index":0,"length":1},"result":true} """,
            [1, 2, 7, 8] },
        { "array_create", """ "c":{"process_id":"array_create","arguments":{"data":[7,9]},"result":true} """, [7, 9, 7, 9] },
        { "order", Reduce("o", "order", true), [0, 1, 0, 1] },
        { "extrema", Reduce("o", "extrema", true), [1, 2, 3, 8] },
        { "max", Reduce("o", "max", true), [2, 8] },
        { "cumsum", Reduce("o", "cumsum", true), [1, 3, 3, 11] },
        {
            "array_filter", $$""" "f":{"process_id":"array_filter","result":true,"arguments":{ {{Data}},"condition":{"process_graph":{ """
                + """ "g":{"process_id":"eq","arguments":{"x":{"from_parameter":"label"},"y":"B08"},"result":true}}}}} """, [2, 8]
        },
    };

    /// <summary>Whole nodes, by the line of the list.</summary>
    public static TheoryData<string, string, double[]> Forms => new()
    {
        { "apply_dimension dim t -> None", Dimension("data", "t", Reduce("c", "cumsum", true)), [1, 2, 4, 10] },
        { "apply_dimension dim t -> bands", Dimension("one", "t", Reduce("c", "extrema", true), "bands"), [1, 3] },
        { "apply_dimension dim t -> phenology", Dimension("data", "t", Reduce("c", "extrema", true), "phenology"), [1, 2, 3, 8] },
        { "apply_dimension dim t -> new_time_dimension", Dimension("data", "t", Reduce("c", "cumsum", true), "new_time_dimension"), [1, 2, 4, 10] },
        { "apply_dimension dim spectral -> None", Dimension("spectral", "spectral", Reduce("c", "cumsum", true)), [1, 3, 3, 11] },
        { "apply_dimension dim DATE -> variable", Dimension("dated", "DATE", Reduce("c", "extrema", true), "variable"), [1, 2, 3, 8] },
        { "apply_dimension child array_interpolate_linear", Dimension("gap", "t", Reduce("c", "array_interpolate_linear", true)), [1, 3, 5] },
        { "aggregate_spatial geometries FeatureCollection", Zonal("mean", $$"""{"type":"FeatureCollection","features":[{{Feature}}],{{Utm}} }"""), [2.5] },
        { "aggregate_spatial geometries Polygon", Zonal("mean", Polygon), [2.5] },
        { "aggregate_spatial geometries Feature", Zonal("mean", Feature[..^1] + "," + Utm + "}"), [2.5] },
        { "aggregate_spatial geometries Point", Zonal("mean", $$"""{"type":"Point","coordinates":[500015,4999985],{{Utm}} }"""), [5] },
        {
            "aggregate_spatial geometries GeometryCollection", Zonal("mean",
                $$"""{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":{{Ring}} },"""
                + """{"type":"Point","coordinates":[500035,4999965]}],""" + Utm + "}"),
            [2.5, 15]
        },
        { "aggregate_spatial geometries from_parameter", Zonal("mean", """{"from_parameter":"fields"}"""), [2.5] },
        { "aggregate_spatial reducer sum", Zonal("sum", Polygon), [10] },
        { "aggregate_spatial reducer max", Zonal("max", Polygon), [5] },
        { "aggregate_spatial reducer median", Zonal("median", Polygon), [2.5] },
        { "aggregate_spatial reducer first", Zonal("first", Polygon), [0] },
        { "aggregate_spatial reducer quantiles", Zonal("quantiles", Polygon, ""","probabilities":[0.5,1]"""), [2.5, 5] },
        {
            "apply_neighborhood size x:px,y:px",
            Neighbourhood("plane", """{"dimension":"x","value":2,"unit":"px"},{"dimension":"y","value":2,"unit":"px"}"""), [.. Plane]
        },
        {
            "apply_neighborhood size t:None,x:px,y:px", Neighbourhood("series",
                """{"dimension":"t","value":null},{"dimension":"x","value":2,"unit":"px"},{"dimension":"y","value":2,"unit":"px"}"""), [.. Plane, .. Plane]
        },
        { "apply_polygon geometries Polygon", Polygons(Polygon), [.. Inside] },
        { "apply_polygon geometries from_parameter", Polygons("""{"from_parameter":"fields"}"""), [.. Inside] },
        {
            "filter_spatial geometries FeatureCollection",
            Geometry("filter_spatial", "geometries", $$"""{"type":"FeatureCollection","features":[{{Feature}}],{{Utm}} }"""), [0, 1, 4, 5]
        },
        { "filter_spatial geometries Polygon", Geometry("filter_spatial", "geometries", Polygon), [0, 1, 4, 5] },
        { "filter_spatial geometries from_parameter", Geometry("filter_spatial", "geometries", """{"from_parameter":"fields"}"""), [0, 1, 4, 5] },
        { "mask_polygon geometries Polygon", Geometry("mask_polygon", "mask", Polygon), [.. Inside] },
        { "mask_polygon geometries from_parameter", Geometry("mask_polygon", "mask", """{"from_parameter":"fields"}"""), [.. Inside] },
        {
            "array_element label",
            Reducing("bands", """{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"B08"},"result":true}"""), [2, 8]
        },
        {
            "context apply_dimension", Dimension("data", "bands",
                """ "c":{"process_id":"array_create","arguments":{"data":[{"from_parameter":"context"}]},"result":true} """, context: "6"), [6, 6]
        },
        {
            "context reduce_dimension", Reducing("bands", """
                {"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":{"from_parameter":"context"}},"result":true}
                """, "1"), [2, 8]
        },
        {
            "null arg", """{"process_id":"filter_bands","arguments":{"data":{"from_parameter":"data"},"bands":["B08"],"wavelengths":null},"result":true}""",
            [2, 8]
        },
        {
            "filter_temporal", """{"process_id":"filter_temporal","arguments":{"data":{"from_parameter":"data"},"extent":["2024-01-02",null]},"result":true}""",
            [3, 8]
        },
        { "period month", Period("month"), [3, 8] },
        { "period dekad", Period("dekad"), [3, 8] },
        { "period day", Period("day"), [1, 2, 3, 8] },
        { "period week", Period("week"), [3, 8] },
        { "period season", Period("season"), [3, 8] },
        { "resample method near", Resample("""{"resolution":20,"method":"near"}"""), [5, 7, 13, 15] },
        { "resample_spatial align,data,method,projection,resolution",
            Resample("""{"resolution":10,"projection":"EPSG:32632","method":"near","align":"upper-left"}"""), [.. Plane] },
        { "resample_spatial data,resolution", Resample("""{"resolution":0}"""), [.. Plane] },
        { "resample_spatial data", Resample("{}"), [.. Plane] },
        { "resample_spatial data,projection,resolution", Resample("""{"resolution":10,"projection":null}"""), [.. Plane] },
        { "callback with extra keys", """
            {"process_id":"apply","arguments":{"data":{"from_parameter":"plane"},"process":{"process_graph":{"a":{"process_id":"absolute",
             "arguments":{"x":{"from_parameter":"x"}},"result":true,"description":"more"}},"id":"own","summary":"more"}},"result":true}
            """, [.. Plane] },
    };

    static IEnumerable<double> Plane => Enumerable.Range(0, 16).Select(i => (double)i);

    static IEnumerable<double> Inside => Enumerable.Range(0, 16).Select(i => i is 0 or 1 or 4 or 5 ? i : None);

    static string Feature => $$"""{"type":"Feature","properties":{"id":1},"geometry":{"type":"Polygon","coordinates":{{Ring}} } }""";

    static string Polygon => $$"""{"type":"Polygon","coordinates":{{Ring}},{{Utm}} }""";

    [Theory]
    [MemberData(nameof(BandChildren))]
    public void Children_of_apply_dimension_give_what_they_mean(string form, string nodes, double[] expected) =>
        Check(form, Dimension("data", "bands", nodes), expected);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Forms_of_the_field_give_what_they_mean(string form, string node, double[] expected) => Check(form, node, expected);

    [Theory]
    [InlineData("aggregate_spatial geometries from_node", "aggregate_spatial", "geometries", new[] { 2.5 })]
    [InlineData("filter_spatial geometries from_node", "filter_spatial", "geometries", new double[] { 0, 1, 4, 5 })]
    [InlineData("mask_polygon geometries from_node", "mask_polygon", "mask",
        new[] { 0, 1, None, None, 4, 5, None, None, None, None, None, None, None, None, None, None })]
    public void Geometries_come_of_other_nodes(string form, string process, string parameter, double[] expected)
    {
        var reducer = process == "aggregate_spatial" ? $$""","reducer":{{Child("mean")}}""" : "";
        Check(form, $$"""
            {"process_id":"{{process}}","arguments":{"data":{"from_parameter":"plane"},"{{parameter}}":{"from_node":"load"}{{reducer}} },"result":true},
            "load":{"process_id":"load_geojson","arguments":{"data":{{Polygon}} } }
            """, expected);
    }

    static void Check(string form, string node, double[] expected)
    {
        var faults = new List<Fault>();
        var graph = ProcessGraph.Parse(JsonDocument.Parse("{\"n\":" + node + "}").RootElement, faults);
        Assert.True(faults.Count == 0, $"{form}: {faults.FirstOrDefault()?.Message}");
        GraphCheck.Check(graph!, [.. Cubes.Keys], UserContext.Nobody, faults);
        Assert.True(faults.Count == 0, $"{form}: {faults.FirstOrDefault()?.Message}");
        var result = Evaluation(new FakeReader()).Run(graph!, Cubes);
        Numpy.AssertNear(expected, Read(((CubeValue)result).Cube), 1e-12);
    }

    static ImmutableDictionary<string, Value> Cubes => new Dictionary<string, RasterCube>
    {
        ["data"] = Cube([1, 2, 3, 8], T("2024-01-01", "2024-01-02"), B("B04", "B08"), Y(1), X(1)),
        ["spectral"] = Cube([1, 2, 3, 8],
            T("2024-01-01", "2024-01-02"), LabelledDimension.Of("spectral", DimensionType.Bands, ["B04", "B08"]), Y(1), X(1)),
        ["dated"] = Cube([1, 2, 3, 8],
            LabelledDimension.Of("DATE", DimensionType.Temporal, ["2024-01-01", "2024-01-02"]), B("B04", "B08"), Y(1), X(1)),
        ["one"] = Cube([1, 3], T("2024-01-01", "2024-01-02"), B("B04"), Y(1), X(1)),
        ["gap"] = Cube([1, None, 5], T("2024-01-01", "2024-01-02", "2024-01-03"), Y(1), X(1)),
        ["plane"] = Counting(Y(4), X(4)),
        ["series"] = Cube([.. Plane, .. Plane], T("2024-01-01", "2024-01-02"), Y(4), X(4)),
        ["fields"] = VectorTesting.Polygons([new NetTopologySuite.Geometries.GeometryFactory().CreatePolygon(
            [new(0.1, 0.1), new(1.9, 0.1), new(1.9, 1.9), new(0.1, 1.9), new(0.1, 0.1)])]),
    }.ToImmutableDictionary(pair => pair.Key, Value (pair) => new CubeValue(pair.Value));

    static string Create(params string[] nodes) =>
        $$""" "all":{"process_id":"array_create","arguments":{"data":[{{string.Join(',', nodes.Select(Node))}}]},"result":true} """;

    static string Node(string id) => "{\"from_node\":\"" + id + "\"}";

    static string One(string id, string process, string of, bool last = false) =>
        $$""" "{{id}}":{"process_id":"{{process}}","arguments":{"x":{"from_node":"{{of}}"} }{{(last ? ",\"result\":true" : "")}} } """;

    static string Two(string id, string process, string of, string number, string parameter = "y", bool last = false) => $$"""
        "{{id}}":{"process_id":"{{process}}","arguments":{"x":{"from_node":"{{of}}"},"{{parameter}}":{{number}} }{{(last ? ",\"result\":true" : "")}} }
        """;

    static string Reduce(string id, string process, bool last = false) =>
        $$""" "{{id}}":{"process_id":"{{process}}","arguments":{ {{Data}} }{{(last ? ",\"result\":true" : "")}} } """;

    static string Child(string process, string more = "") =>
        $$"""{"process_graph":{"c":{"process_id":"{{process}}","arguments":{ {{Data}}{{more}} },"result":true} } }""";

    static string Dimension(string cube, string dimension, string nodes, string? target = null, string context = "null") => $$"""
        {"process_id":"apply_dimension","arguments":{"data":{"from_parameter":"{{cube}}"},"dimension":"{{dimension}}",
         "process":{"process_graph":{ {{nodes}} } },"context":{{context}}{{(target is null ? "" : $",\"target_dimension\":\"{target}\"")}} },"result":true}
        """;

    static string Reducing(string dimension, string node, string context = "null") => $$"""
        {"process_id":"reduce_dimension","arguments":{"data":{"from_parameter":"data"},"dimension":"{{dimension}}","context":{{context}},
         "reducer":{"process_graph":{"r":{{node}} } } },"result":true}
        """;

    static string Zonal(string reducer, string geometries, string more = "") => $$"""
        {"process_id":"aggregate_spatial","arguments":{"data":{"from_parameter":"plane"},"geometries":{{geometries}},
         "reducer":{{Child(reducer, more)}} },"result":true}
        """;

    static string Geometry(string process, string parameter, string geometries) =>
        $$"""{"process_id":"{{process}}","arguments":{"data":{"from_parameter":"plane"},"{{parameter}}":{{geometries}} },"result":true}""";

    static string Pixels => """
        {"process_graph":{"p":{"process_id":"apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{"a":{"process_id":"absolute",
         "arguments":{"x":{"from_parameter":"x"}},"result":true}}}},"result":true}}}
        """;

    static string Neighbourhood(string cube, string size) =>
        $$"""{"process_id":"apply_neighborhood","arguments":{"data":{"from_parameter":"{{cube}}"},"size":[{{size}}],"process":{{Pixels}} },"result":true}""";

    static string Polygons(string geometries) =>
        $$"""{"process_id":"apply_polygon","arguments":{"data":{"from_parameter":"plane"},"geometries":{{geometries}},"process":{{Pixels}} },"result":true}""";

    static string Period(string period) => $$"""
        {"process_id":"aggregate_temporal_period","arguments":{"data":{"from_parameter":"data"},"period":"{{period}}",
         "reducer":{{Child("max")}} },"result":true}
        """;

    static string Resample(string arguments) =>
        """{"process_id":"resample_spatial","result":true,"arguments":{"data":{"from_parameter":"plane"}""" + (arguments == "{}" ? "" : ",")
        + arguments[1..] + "}";
}
