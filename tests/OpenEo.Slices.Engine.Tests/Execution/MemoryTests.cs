using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>A run takes the memory that it may have: windows fit, what goes by is not kept, and what cannot fit is refused before it is read.</summary>
public sealed class MemoryTests : IDisposable
{
    const int Side = 300;

    readonly FakeReader reader = new();
    readonly string folder = Directory.CreateTempSubdirectory("openeo-memory-").FullName;
    readonly double[] pixels = [.. Enumerable.Range(0, Side * Side).Select(i => (double)(i * 7919 % 1000))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("x", "y", "mean")]
    [InlineData("y", "x", "mean")]
    [InlineData("x", "y", "median")]
    [InlineData("y", "x", "max")]
    public void Both_axes_reduced_one_after_the_other_are_read_piece_by_piece_and_once(string first, string second, string reducer)
    {
        var small = Number(Run(200_000, Reduced(Reduced(Load(), first, reducer), second, reducer)));
        Assert.True(reader.Reads.Max(read => read.Width * read.Height) <= Side * Side / 2, "half of the pixels and more came at once");
        Assert.Equal(Side * Side, reader.CellsRead);
        Assert.Equal(small, Number(Run(1 << 30, Reduced(Reduced(Load(), first, reducer), second, reducer))));
        if (reducer == "mean") Assert.Equal(pixels.Average(), small, 3);
        if (reducer == "max") Assert.Equal(pixels.Max(), small);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("min")]
    [InlineData("max")]
    [InlineData("sum")]
    [InlineData("sd")]
    [InlineData("count")]
    public void A_statistic_of_all_pixels_is_computed_while_they_go_by(string reducer)
    {
        var cube = CallCube("reduce_spatial", ("data", Load()), ("reducer", Child(Call(reducer))));
        var got = Number(Run(200_000, cube));
        Assert.True(reader.Reads.Max(read => read.Width * read.Height) <= Side * Side / 2, "half of the pixels and more came at once");
        var mean = pixels.Average();
        var expected = reducer switch
        {
            "mean" => mean,
            "min" => pixels.Min(),
            "max" => pixels.Max(),
            "sum" => pixels.Sum(),
            "count" => pixels.Length,
            _ => Math.Sqrt(pixels.Sum(pixel => (pixel - mean) * (pixel - mean)) / (pixels.Length - 1)),
        };
        Assert.Equal(expected, got, Math.Abs(expected) * 1e-6);
        // As along any dimension: what is one of the pixels is of their type.
        Assert.Equal(reducer is "min" or "max" ? ElementType.Int16 : ElementType.Float32, cube.Schema.Element);
    }

    [Fact]
    public void What_is_computed_of_statistics_goes_by_as_well()
    {
        var cube = CallCube("reduce_spatial", ("data", Load()), ("reducer", new CallbackValue(Nodes("""
            {
              "a":{"process_id":"max","arguments":{"data":{"from_parameter":"data"}}},
              "b":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}},
              "c":{"process_id":"subtract","arguments":{"x":{"from_node":"a"},"y":{"from_node":"b"}},"result":true}}
            """), ImmutableDictionary<string, Value>.Empty, "test")));
        Assert.Equal(pixels.Max() - pixels.Average(), Number(Run(200_000, cube)), 3);
        Assert.True(reader.Reads.Max(read => read.Width * read.Height) <= Side * Side / 2, "half of the pixels and more came at once");
    }

    [Fact]
    public void What_has_no_small_parts_is_refused_before_anything_is_read_with_what_it_would_need()
    {
        var cube = CallCube("reduce_spatial", ("data", Load()), ("reducer", Child(Call("median"))));
        var fault = Assert.Single(Assert.Throws<ProcessGraphException>(() => PlanOf(cube, new EngineOptions { MostMemory = 1 << 20 })).Faults);
        Assert.Equal((FaultCodes.ProcessGraphComplexity, "save"), (fault.Code, fault.Node));
        Assert.Contains("it may have 1 MiB", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, reader.CellsRead);
        var needed = int.Parse(fault.Message.Split("needs ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal(499.5, Number(PlanOf(cube, new EngineOptions { MostMemory = (long)needed << 20 })), 1);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(100, 8)]
    [InlineData(125, 8)]
    [InlineData(400, 2)]
    [InlineData(600, 1)]
    [InlineData(5000, 1)]
    public void Windows_that_are_larger_than_a_share_have_fewer_threads(long bytes, int threads) =>
        Assert.Equal(threads, new EngineOptions { MemoryBudget = 1000, Threads = 8 }.ThreadsFor(bytes));

    SourceCube Load()
    {
        reader.Reads.Clear();
        var grid = new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, Side, Side);
        reader.With("a.tif", grid, ElementType.Int16, -1, pixels);
        return new SourceCube(new CubeSchema([Y(Side), X(Side)], ElementType.Int16, -1), reader,
            [[new SourceRaster("a.tif", 1, grid, ElementType.Int16, -1, new SourceItem("item.json", "item"))]]);
    }

    static RasterCube Reduced(RasterCube cube, string dimension, string reducer) =>
        CallCube("reduce_dimension", ("data", cube), ("dimension", dimension), ("reducer", Child(Call(reducer))));

    static string Call(string reducer) =>
        """{"process_id":"REDUCER","arguments":{"data":{"from_parameter":"data"}}}""".Replace("REDUCER", reducer, StringComparison.Ordinal);

    Plan Run(long budget, RasterCube cube) => PlanOf(cube, new EngineOptions { MemoryBudget = budget, Threads = 1 });

    Plan PlanOf(RasterCube cube, EngineOptions options)
    {
        var output = new Output("save", "save_result", new CubeValue(cube), "JSON", ImmutableDictionary<string, Value>.Empty);
        return new Plan(reader, options, [output], output.Value);
    }

    double Number(Plan plan)
    {
        var file = Assert.Single(plan.Run(folder, OutputDefaults.Batch, new Nobody(), CancellationToken.None).Files);
        return (double)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file.Name)))!["data"]!;
    }

    sealed class Nobody : IRunObserver
    {
        public void Progress(int done, int planned)
        {
        }

        public void Completed(OutputFile file)
        {
        }

        public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
        {
        }
    }
}
