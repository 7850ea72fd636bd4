using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Tests.Processes.Cubes;
using OpenEo.Slices.Engine.Tests.Processes.Vectors;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>Makes the calls that definitions give as examples. Their parameters name small cubes that are here.</summary>
static class ExampleCalls
{
    /// <summary>What these load or write lies elsewhere, so that only their arguments are checked.</summary>
    static readonly string[] Elsewhere = ["export_workspace", "load_collection", "load_stac", "load_uploaded_files", "load_url"];

    /// <summary>Whether a process loads or writes what lies elsewhere.</summary>
    public static bool IsElsewhere(string id) => Elsewhere.Contains(id);

    /// <summary>Calls the process; what it returns is compared when the example says what that is, and read when it is a cube.</summary>
    public static void Check(string id, JsonNode example)
    {
        var graph = Graph(id, example["arguments"]!.AsObject());
        if (Elsewhere.Contains(id)) return;
        var result = Evaluation(new FakeReader()).Run(graph, Cubes);
        if (result is CubeValue cube) Assert.NotEmpty(Read(cube.Cube));
        using var json = JsonDocument.Parse(example.ToJsonString());
        if (json.RootElement.TryGetProperty("returns", out var returns)) CaseComparison.AssertEqual(returns, result, 1e-10);
    }

    /// <summary>Calls a process. <paramref name="large"/>: over cubes of noise that are larger than those of the examples.</summary>
    public static Value Call(string id, JsonObject arguments, bool large = false) =>
        Evaluation(new FakeReader()).Run(Graph(id, arguments), large ? Large() : Cubes);

    static ProcessGraph Graph(string id, JsonObject arguments)
    {
        var call = new JsonObject { ["call"] = new JsonObject { ["process_id"] = id, ["arguments"] = arguments.DeepClone(), ["result"] = true } };
        var faults = new List<Fault>();
        var graph = ProcessGraph.Parse(JsonDocument.Parse(call.ToJsonString()).RootElement, faults);
        Assert.Empty(faults);
        GraphCheck.Check(graph!, [.. Cubes.Keys], UserContext.Nobody, faults);
        Assert.Empty(faults);
        return graph!;
    }

    /// <summary>
    /// The same cubes with noise on more rows and columns, which those without get too; made anew, as a cube remembers what was computed of it.
    /// </summary>
    static ImmutableDictionary<string, Value> Large() => Cubes.SetItems(
        Cubes.Where(pair => pair.Value is CubeValue { Geometries: null } && pair.Key is not ("radar" or "target"))
            .Select(pair => KeyValuePair.Create(pair.Key, (Value)new CubeValue(Noise(((CubeValue)pair.Value).Cube.Schema, pair.Key))))
            .Append(KeyValuePair.Create("fields", (Value)new CubeValue(VectorTesting.Polygons(VectorTesting.Stars(9, 40, 12, seed: 2))))));

    static CountingCube Noise(CubeSchema schema, string name)
    {
        var random = new Random(name.Length);
        Dimension[] dimensions = [.. schema.Dimensions.Where(dimension => dimension is not SpatialDimension), Y(40), X(45)];
        double[] odd = [double.NaN, double.NaN, double.NaN, 0, 2, 10, -1e-9, 4e6, 1e12, double.PositiveInfinity];
        double Cell() => name is "scl" or "with_scl" ? random.Next(12) : name == "clouds" ? random.Next(2)
            : random.Next(8) == 0 ? odd[random.Next(odd.Length)] : (random.NextDouble() - 0.2) * 1000;
        var element = name is "clouds" ? ElementType.Boolean : name is "data" or "one_band" or "dem" ? ElementType.Float32 : ElementType.Float64;
        var cells = dimensions.Aggregate(1, (product, dimension) => product * dimension.Count);
        return Cube(element, element.IsFloat ? double.NaN : null, [.. Enumerable.Range(0, cells).Select(_ => Cell())], dimensions);
    }

    static ImmutableDictionary<string, Value> Cubes { get; } = new Dictionary<string, RasterCube>
    {
        ["data"] = Counting(T("2024-01-01", "2024-01-11", "2024-02-01"), B("B04", "B08"), Y(8), X(8)),
        ["target"] = Counting(T("2024-01-02", "2024-02-02")),
        ["scl"] = Counting(B("SCL"), Y(4), X(3)),
        ["with_scl"] = Counting(B("B04", "SCL"), Y(4), X(3)),
        ["radar"] = SarBackscatterTests.Radar("gamma0-terrain"),
        ["dem"] = Counting(Y(8), X(8)),
        ["flat"] = Cube([1, 2, 3, 4], LabelledDimension.Of("kind", DimensionType.Other, ["a~1", "a~2", "b~1", "b~2"])),
        ["monthly"] = Cube([1, 2, 3], T("2024-01", "2024-02", "2025-01")),
        ["normals"] = Cube([1, 2], T("01", "02")),
        ["one_band"] = Counting(B("B08"), Y(8), X(8)),
        ["clouds"] = Cube(ElementType.Boolean, null, [.. Enumerable.Range(0, 64).Select(i => i % 3 == 0 ? 1d : 0)], Y(8), X(8)),
        ["fields"] = VectorTesting.Polygons(VectorTesting.Stars(3, 8, 2, seed: 1)),
        ["apart"] = VectorTesting.Polygons(new[] { (3.2, 4.1), (20.5, 2.9), (7.7, 21.3), (25.1, 30.6) }.Select(at =>
            new NetTopologySuite.Geometries.GeometryFactory().ToGeometry(new(at.Item1, at.Item1 + 11.3, at.Item2, at.Item2 + 9.6)))),
        ["parameters"] = Cube([1, 2], LabelledDimension.Of("t", DimensionType.Temporal, ["0", "1"])),
    }.ToImmutableDictionary(pair => pair.Key, Value (pair) => new CubeValue(pair.Value)).Add("saved", new StacValue("save"));
}
