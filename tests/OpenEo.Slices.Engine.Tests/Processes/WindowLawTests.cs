using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>
/// Neither the size of windows nor the number of threads changes a bit of a cell. What is called are the examples of all definitions, over cubes of noise with
/// gaps, and every process that takes an array or a number as a child: a new process is in this by itself.
/// </summary>
public sealed class WindowLawTests
{
    /// <summary>What takes a raster cube and gives none, or none of its own.</summary>
    static readonly string[] GiveNoCube = ["dimension_labels", "save_result"];

    /// <summary>Rows, columns and labels of the other dimensions in a window, and threads.</summary>
    static readonly (int Rows, int Columns, int Labels, int Threads)[] Ways =
        [(int.MaxValue, int.MaxValue, int.MaxValue, 1), (7, 5, 1, 2), (1, int.MaxValue, 2, 4), (16, 32, int.MaxValue, 3)];

    /// <summary>Processes of numbers that are no children for pixels as they are called here, and why.</summary>
    static readonly Dictionary<string, string> NotForPixels = new()
    {
        ["quantiles"] = "It must be told which; the example of apply_dimension does.",
        ["text_concat"] = "A text is no pixel.",
    };

    /// <summary>Process, number of the example, and whether its geometries are replaced by others.</summary>
    public static TheoryData<string, int, bool> Examples
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var definition in ProcessCatalog.Definitions.Where(one => !GiveNoCube.Contains(one.Id) && !ExampleCalls.IsElsewhere(one.Id)))
                for (var i = 0; i < definition.Examples.Length; i++)
                {
                    if (!definition.Examples[i].Contains("from_parameter", StringComparison.Ordinal) || !TakesCube(definition)) continue;
                    data.Add(definition.Id, i, false);
                    if (definition.Examples[i].Contains("\"coordinates\"", StringComparison.Ordinal)) data.Add(definition.Id, i, true);
                }
            return data;
        }
    }

    /// <summary>Processes of several numbers.</summary>
    public static TheoryData<string> Formulas =>
    [
        .. ProcessCatalog.Definitions.Where(definition => definition.Parameters.Count(IsNumber) > 1 && !TakesCube(definition)
            && definition.Parameters.All(parameter => parameter.Optional || IsNumber(parameter))).Select(definition => definition.Id),
    ];

    /// <summary>Processes of one array, and of one number or text.</summary>
    public static TheoryData<string, string> Children
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var definition in ProcessCatalog.Definitions)
                if (definition.Parameters is [var first, .. var others] && others.All(parameter => parameter.Optional) && !TakesCube(definition)
                    && !ExampleCalls.IsElsewhere(definition.Id))
                    data.Add(definition.Id, first.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void No_bit_of_an_example_depends_on_windows_or_threads(string id, int number, bool others)
    {
        var arguments = JsonNode.Parse(ProcessCatalog.Find(id)!.Definition.Examples[number])!["arguments"]!.DeepClone();
        if (others)
            foreach (var name in arguments.AsObject().Where(argument => argument.Value is JsonObject value && value.ContainsKey("coordinates"))
                .Select(argument => argument.Key).ToList())
                arguments[name] = new JsonObject { ["from_parameter"] = id == "apply_polygon" ? "apart" : "fields" };
        var read = Ways.Select(way => Bits(ExampleCalls.Call(id, arguments.AsObject(), large: true), way)).ToList();
        Assert.NotEmpty(read[0]);
        Assert.All(read, bits => Assert.Equal(read[0], bits));
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void No_bit_of_what_a_child_computes_depends_on_windows_or_threads(string id, string parameter)
    {
        var calls = 0;
        (string, string, string)[] parents = [("apply", "process", "x"), ("reduce_dimension", "reducer", "data"), ("apply_dimension", "process", "data")];
        foreach (var (process, child, given) in parents)
        {
            var arguments = JsonNode.Parse($$$"""
                {"data":{"from_parameter":"data"},"{{{child}}}":{"process_graph":{"c":{"process_id":"{{{id}}}",
                 "arguments":{"{{{parameter}}}":{"from_parameter":"{{{given}}}"} },"result":true} } } }
                """)!.AsObject();
            if (process != "apply") arguments["dimension"] = "t";
            try
            {
                var read = Ways.Select(way => Bits(ExampleCalls.Call(process, arguments, large: true), way)).ToList();
                Assert.All(read, bits => Assert.Equal(read[0], bits));
                calls++;
            }
            catch (ProcessGraphException)
            {
                // Not a process for pixels, or not in this place.
            }
        }
        Assert.True(calls > 0 || NotForPixels.ContainsKey(id) || !Numbers(id, parameter), $"{id} is never called.");
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void No_bit_of_a_formula_depends_on_what_stands_beside(string id)
    {
        var child = new JsonObject();
        var given = new JsonObject();
        foreach (var parameter in ProcessCatalog.Find(id)!.Definition.Parameters.Where(IsNumber))
        {
            // In turn one band and another.
            var element = JsonNode.Parse($$$"""{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":{{{given.Count % 2}}}} }""");
            child[parameter.Name] = element;
            given[parameter.Name] = new JsonObject { ["from_node"] = parameter.Name };
        }
        child["formula"] = new JsonObject { ["process_id"] = id, ["arguments"] = given, ["result"] = true };
        var arguments = new JsonObject
        {
            ["data"] = new JsonObject { ["from_parameter"] = "data" }, ["dimension"] = "bands", ["reducer"] = new JsonObject { ["process_graph"] = child },
        };
        var read = Ways.Select(way => Bits(ExampleCalls.Call("reduce_dimension", arguments, large: true), way)).ToList();
        Assert.All(read, bits => Assert.Equal(read[0], bits));
    }

    [Fact]
    public void Every_process_that_takes_and_gives_raster_cubes_has_an_example_here()
    {
        var all = ProcessCatalog.Definitions.Where(definition => TakesCube(definition) && !GiveNoCube.Contains(definition.Id)
            && !ExampleCalls.IsElsewhere(definition.Id)).Select(definition => definition.Id).ToList();
        Assert.InRange(all.Count, 40, 200);
        Assert.Empty(all.Except(Examples.Select(row => (string)row[0])));
    }

    static bool TakesCube(ProcessDefinition definition) =>
        definition.Parameters.Any(parameter => parameter.Schema.ToJson().ToJsonString().Contains("datacube", StringComparison.Ordinal));

    static bool IsNumber(Parameter parameter) => parameter.Schema.ToJson().ToJsonString() is var schema
        && schema.Contains("number", StringComparison.Ordinal) && !schema.Contains("array", StringComparison.Ordinal);

    // Whether a process takes numbers, or arrays of them.
    static bool Numbers(string id, string parameter) =>
        ProcessCatalog.Find(id)!.Definition.Parameters.Single(one => one.Name == parameter).Schema.ToJson().ToJsonString() is var schema
        && schema.Contains("number", StringComparison.Ordinal);

    static long[] Bits(Value value, (int Rows, int Columns, int Labels, int Threads) way)
    {
        if (value is not CubeValue { Cube: var cube }) return [0];
        using var pool = new BlockPool();
        foreach (var stage in StageRun.Of([cube]))
            StageRun.Run(stage, [.. Windows(stage.Source.Schema, way).Where(stage.Needs)], null,
                new EngineOptions { MemoryBudget = long.MaxValue, Threads = way.Threads }, pool, () => { }, CancellationToken.None);
        var cells = new long[cube.Schema.Cells];
        Parallel.ForEach(Windows(cube.Schema, way), new ParallelOptions { MaxDegreeOfParallelism = way.Threads }, window =>
        {
            using var block = WindowRunner.Read(cube, window, pool, CancellationToken.None, way.Threads);
            foreach (var position in CubeTesting.Positions(window.Count))
            {
                var at = 0L;
                for (var d = 0; d < position.Length; d++) at = at * cube.Schema.Shape[d] + window.Start[d] + position[d];
                // Which NaN it is does not count.
                var cell = CubeTesting.Get(block, position);
                cells[at] = double.IsNaN(cell) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(cell);
            }
        });
        Assert.Equal(0, pool.InUse);
        return cells;
    }

    /// <summary>Windows that cover a cube, last first where there are several threads.</summary>
    static IEnumerable<Window> Windows(CubeSchema schema, (int Rows, int Columns, int Labels, int Threads) way)
    {
        int[] size = [.. schema.Dimensions.Select(dimension =>
            Math.Min(dimension.Count, dimension == schema.Y ? way.Rows : dimension == schema.X ? way.Columns : way.Labels))];
        if (schema.Full.IsEmpty) return [];
        int[] steps = [.. size.Zip(schema.Shape, (length, count) => (count + length - 1) / length)];
        var windows = CubeTesting.Positions(steps).Select(at => new Window([.. at.Zip(size, (i, length) => i * length)],
            [.. at.Zip(size, (i, length) => i * length).Zip(schema.Shape, (start, count) => count - start).Zip(size, Math.Min)]));
        return way.Threads > 1 ? windows.Reverse() : windows;
    }
}
