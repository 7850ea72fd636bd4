using System.Text.Json.Nodes;

namespace OpenEo.Slices.Api.Demo;

/// <summary>
/// The process graph of the demo run: NDVI of the demo collection, clouds and their shadows masked, median over the year; saved as a GeoTIFF and, coloured, as
/// a PNG. Two results from one graph: the data and its picture share everything up to the median.
/// </summary>
static class DemoGraph
{
    /// <summary>Names of the nodes that save, and so of the files.</summary>
    public const string Data = "ndvi-median", Picture = "picture";

    // Classes of the scene classification: cloud shadow, cloud of medium and of high probability.
    static readonly int[] Hidden = [3, 8, 9];

    // NDVI and the colour that it gets; in between it is mixed. Water is blue, bare soil and stone sandy, vegetation the greener the denser.
    static readonly (double Ndvi, int Red, int Green, int Blue)[] Colours =
        [(-0.4, 22, 62, 112), (-0.05, 88, 146, 182), (0.05, 196, 184, 170), (0.2, 232, 214, 160), (0.4, 196, 204, 104), (0.6, 98, 162, 64), (0.85, 8, 82, 36)];

    /// <summary>The graph, as <c>POST /jobs</c> takes it.</summary>
    public static JsonObject Create() => new()
    {
        ["load"] = Node("load_collection", ("id", DemoCollection.Id), ("spatial_extent", null), ("temporal_extent", null),
            ("bands", new JsonArray("B04", "B08", "SCL"))),
        ["classes"] = Node("filter_bands", ("data", From("load")), ("bands", new JsonArray("SCL"))),
        ["hidden"] = Node("reduce_dimension", ("data", From("classes")), ("dimension", "bands"), ("reducer", Child(IsHidden()))),
        ["clear"] = Node("mask", ("data", From("load")), ("mask", From("hidden"))),
        ["ndvi"] = Node("ndvi", ("data", From("clear")), ("nir", "B08"), ("red", "B04")),
        ["median"] = Node("reduce_dimension", ("data", From("ndvi")), ("dimension", "t"),
            ("reducer", Child(new() { ["median"] = Result(Node("median", ("data", Parameter("data")))) }))),
        [Data] = Result(Node("save_result", ("data", From("median")), ("format", "GTiff"))),
        ["small"] = Node("resample_spatial", ("data", From("median")), ("resolution", 20), ("method", "average")),
        ["red"] = Node("apply", ("data", From("small")), ("process", Child(Mix(colour => colour.Red)))),
        ["green"] = Node("apply", ("data", From("small")), ("process", Child(Mix(colour => colour.Green)))),
        ["blue"] = Node("apply", ("data", From("small")), ("process", Child(Mix(colour => colour.Blue)))),
        ["red-band"] = Band("red"),
        ["green-band"] = Band("green"),
        ["blue-band"] = Band("blue"),
        ["red-green"] = Node("merge_cubes", ("cube1", From("red-band")), ("cube2", From("green-band"))),
        ["colours"] = Node("merge_cubes", ("cube1", From("red-green")), ("cube2", From("blue-band"))),
        [Picture] = Node("save_result", ("data", From("colours")), ("format", "PNG"), ("options", new JsonObject { ["scale_min"] = 0, ["scale_max"] = 255 })),
    };

    static JsonObject IsHidden()
    {
        var graph = new JsonObject { ["class"] = Node("array_element", ("data", Parameter("data")), ("index", 0)) };
        foreach (var number in Hidden) graph[$"is{number}"] = Node("eq", ("x", From("class")), ("y", number));
        graph["any"] = Result(Node("any", ("data", new JsonArray([.. Hidden.Select(number => From($"is{number}"))]))));
        return graph;
    }

    // A line with bends is a sum of ramps, each flat outside its own piece.
    static JsonObject Mix(Func<(double, int Red, int Green, int Blue), int> channel)
    {
        // Few shades make a small file, and hide the noise of the sensor.
        var graph = new JsonObject
        {
            ["finer"] = Node("multiply", ("x", Parameter("x")), ("y", 32)),
            ["step"] = Node("round", ("x", From("finer"))),
            ["ndvi"] = Node("divide", ("x", From("step")), ("y", 32)),
        };
        for (var i = 1; i < Colours.Length; i++)
            graph[$"ramp{i}"] = Node(
                "linear_scale_range", ("x", From("ndvi")), ("inputMin", Colours[i - 1].Ndvi), ("inputMax", Colours[i].Ndvi),
                ("outputMin", 0), ("outputMax", channel(Colours[i]) - channel(Colours[i - 1])));
        var ramps = Enumerable.Range(1, Colours.Length - 1).Select(i => From($"ramp{i}"));
        graph["colour"] = Result(Node("sum", ("data", new JsonArray([channel(Colours[0]), .. ramps]))));
        return graph;
    }

    static JsonObject Band(string name) => Node("add_dimension", ("data", From(name)), ("name", "bands"), ("label", name), ("type", "bands"));

    static JsonObject Node(string process, params (string Name, JsonNode? Value)[] arguments) => new()
    {
        ["process_id"] = process,
        ["arguments"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Name, argument.Value))),
    };

    static JsonObject Result(JsonObject node)
    {
        node["result"] = true;
        return node;
    }

    static JsonObject From(string node) => new() { ["from_node"] = node };

    static JsonObject Parameter(string name) => new() { ["from_parameter"] = name };

    static JsonObject Child(JsonObject graph) => new() { ["process_graph"] = graph };
}
