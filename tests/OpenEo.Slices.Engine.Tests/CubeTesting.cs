using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>A source cube of any element type that counts the cells that are computed.</summary>
public sealed class CountingCube(CubeSchema schema, double[] cells) : RasterCube(schema)
{
    long read;

    /// <summary>Cells delivered so far.</summary>
    public long CellsRead => Interlocked.Read(ref read);

    /// <inheritdoc/>
    public override Window?[] InputWindows(Window window) => [];

    /// <inheritdoc/>
    protected override RasterCube Choose(int dimension, int[] indices) =>
        new Part(this, Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Chosen().SetItem(dimension, [.. indices]));

    /// <inheritdoc/>
    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) => Deliver(Chosen(), window, target);

    ImmutableList<int[]> Chosen() => [.. Schema.Shape.Select(count => Enumerable.Range(0, count).ToArray())];

    void Deliver(ImmutableList<int[]> chosen, Window window, Block target)
    {
        Interlocked.Add(ref read, window.Cells);
        foreach (var position in CubeTesting.Positions(window.Count))
        {
            var offset = 0;
            for (var d = 0; d < position.Length; d++) offset = offset * Schema.Shape[d] + chosen[d][window.Start[d] + position[d]];
            CubeTesting.Put(target, cells[offset], position);
        }
    }

    /// <summary>What a reader does with a choice: it reads only that.</summary>
    sealed class Part(CountingCube whole, CubeSchema schema, ImmutableList<int[]> chosen) : RasterCube(schema)
    {
        public override Window?[] InputWindows(Window window) => [];

        protected override RasterCube Choose(int dimension, int[] indices) =>
            new Part(whole, Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)),
                chosen.SetItem(dimension, [.. indices.Select(i => chosen[dimension][i])]));

        public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) =>
            whole.Deliver(chosen, window, target);
    }
}

/// <summary>Makes, calls and reads small cubes.</summary>
public static class CubeTesting
{
    /// <summary>Axes on a 10 m grid of UTM zone 32 whose upper left corner is (500000, 5000000), north up.</summary>
    public static SpatialDimension X(int count, double first = 500_005, double step = 10, string? crs = "EPSG:32632") => new("x", 'x', first, step, count, crs);

    /// <inheritdoc cref="X"/>
    public static SpatialDimension Y(int count, double first = 4_999_995, double step = -10, string? crs = "EPSG:32632") =>
        new("y", 'y', first, step, count, crs);

    /// <summary>A temporal dimension <c>t</c>.</summary>
    public static LabelledDimension T(params string[] labels) => LabelledDimension.Of("t", DimensionType.Temporal, labels);

    /// <summary>A dimension <c>bands</c>.</summary>
    public static LabelledDimension B(params string[] labels) => LabelledDimension.Of("bands", DimensionType.Bands, labels);

    /// <summary>A cube of float64 cells.</summary>
    public static CountingCube Cube(double[] cells, params Dimension[] dimensions) => Cube(ElementType.Float64, double.NaN, cells, dimensions);

    /// <summary>A cube of any element type.</summary>
    public static CountingCube Cube(ElementType element, double? noData, double[] cells, params Dimension[] dimensions)
    {
        var schema = new CubeSchema(dimensions, element, noData);
        Assert.Equal(schema.Cells, cells.Length);
        return new CountingCube(schema, cells);
    }

    /// <summary>A cube of the cells 0, 1, 2, …</summary>
    public static CountingCube Counting(params Dimension[] dimensions) =>
        Cube([.. Enumerable.Range(0, dimensions.Aggregate(1, (cells, dimension) => cells * dimension.Count)).Select(i => (double)i)], dimensions);

    /// <summary>Calls a process with defaults for what is not given.</summary>
    public static Value Call(string process, params (string Name, object? Value)[] arguments) => Call(new FakeReader(), process, arguments);

    /// <inheritdoc cref="Call(string, ValueTuple{string, object}[])"/>
    public static Value Call(IRasterLibrary rasters, string process, params (string Name, object? Value)[] arguments) =>
        Call(Evaluation(rasters), process, arguments);

    /// <inheritdoc cref="Call(string, ValueTuple{string, object}[])"/>
    public static Value Call(Evaluation evaluation, string process, params (string Name, object? Value)[] arguments)
    {
        var found = ProcessCatalog.Find(process)!;
        var values = found.Definition.Parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Default);
        foreach (var (name, value) in arguments)
        {
            var parameter = found.Definition.Parameters.Single(parameter => parameter.Name == name);
            var given = ToValue(value, name);
            Assert.Null(parameter.Optional && given == parameter.Default ? null : parameter.Schema.Mismatch(given));
            values = values.SetItem(name, given);
        }
        return found.Invoke(new Arguments(process, values), evaluation);
    }

    /// <summary>An evaluation without collections: what these processes ask of the outside is the raster library.</summary>
    public static Evaluation Evaluation(IRasterLibrary rasters) =>
        new(new EvaluationServices(rasters, null!, null!, null!, UserContext.Nobody, null, CancellationToken.None));

    /// <summary>Calls a process that returns a cube.</summary>
    public static RasterCube CallCube(string process, params (string Name, object? Value)[] arguments) => ((CubeValue)Call(process, arguments)).Cube;

    /// <summary>The only fault of a call that must fail.</summary>
    public static Fault Fails(string process, params (string Name, object? Value)[] arguments) =>
        Assert.Single(Assert.Throws<ProcessGraphException>(() => Call(process, arguments)).Faults);

    /// <summary>A child process of one node, from JSON: <c>{"process_id":…,"arguments":…}</c>.</summary>
    public static CallbackValue Child(string node)
    {
        var faults = new List<Fault>();
        var graph = ProcessGraph.Parse(JsonDocument.Parse("{\"n\":" + node.TrimEnd()[..^1] + ",\"result\":true}}").RootElement, faults);
        Assert.Empty(faults);
        return new CallbackValue(graph!, ImmutableDictionary<string, Value>.Empty, "test");
    }

    /// <summary>A child graph of several nodes, from JSON.</summary>
    public static ProcessGraph Nodes(string nodes)
    {
        var faults = new List<Fault>();
        var graph = ProcessGraph.Parse(JsonDocument.Parse(nodes).RootElement, faults);
        Assert.Empty(faults);
        return graph!;
    }

    /// <summary>The labels of a dimension: numbers and texts.</summary>
    public static object[] Labels(RasterCube cube, string dimension) =>
        [.. cube.Schema.Dimensions[cube.Schema.IndexOf(dimension)].Labels
            .Select(label => label is NumberValue number ? number.Value : (object)((StringValue)label).Value)];

    /// <summary>All cells in C order, no-data as NaN; read in one window.</summary>
    public static double[] Read(RasterCube cube) => Read(cube, cube.Schema.Full);

    /// <summary>A window's cells in C order, no-data as NaN.</summary>
    public static double[] Read(RasterCube cube, Window window)
    {
        using var pool = new BlockPool();
        using (var block = WindowRunner.Read(cube, window, pool, CancellationToken.None))
        {
            var cells = new double[block.Cells];
            Conversion.Load(block, 0, 1, cells.Length, cube.Schema.NoData, cells);
            return cells;
        }
    }

    /// <summary>All cells, read cell by cell: what an operator answers for a window must not depend on the window.</summary>
    public static double[] ReadCells(RasterCube cube)
    {
        int[] one = [.. cube.Schema.Shape.Select(_ => 1)];
        return [.. Positions(cube.Schema.Shape).Select(position => Read(cube, new Window(position, one))[0])];
    }

    /// <summary>Every position of a shape in C order.</summary>
    public static IEnumerable<int[]> Positions(int[] shape)
    {
        var cells = shape.Aggregate(1, (product, count) => product * count);
        for (var i = 0; i < cells; i++)
        {
            var position = new int[shape.Length];
            for (int d = shape.Length - 1, rest = i; d >= 0; rest /= shape[d--]) position[d] = rest % shape[d];
            yield return position;
        }
    }

    /// <summary>Stores a value in one cell.</summary>
    public static void Put(Block block, double value, params int[] position) => Conversion.Store<double>([value], block, block.OffsetOf(position), 1, null);

    /// <summary>The value of one cell.</summary>
    public static double Get(Block block, params int[] position)
    {
        Span<double> value = stackalloc double[1];
        Conversion.Load(block, block.OffsetOf(position), 1, 1, null, value);
        return value[0];
    }

    static Value ToValue(object? value, string name) => value switch
    {
        null => Value.Null,
        Value known => known,
        RasterCube cube => new CubeValue(cube),
        string text when text.StartsWith('{') || text.StartsWith('[') => ValueJson.Read(JsonDocument.Parse(text).RootElement),
        string text => new StringValue(text),
        bool truth => Value.Of(truth),
        int number => new NumberValue(number),
        double number => new NumberValue(number),
        _ => throw new ArgumentException($"The test gives a {value.GetType()} as '{name}'."),
    };
}
