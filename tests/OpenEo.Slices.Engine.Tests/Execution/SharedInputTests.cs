using System.Collections.Immutable;
using System.Diagnostics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>What a graph uses in several places is read once, wherever filters, crops and outputs come in.</summary>
public class SharedInputTests
{
    const int Size = 64;

    readonly FakeReader reader = new();

    /// <summary>Three dates with four bands each, in files of 64 × 64 pixels with blocks of 16.</summary>
    SourceCube Load(int times = 3, int bands = 4)
    {
        var grid = new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, Size, Size);
        var layers = new SourceRaster[times * bands][];
        for (var t = 0; t < times; t++)
        {
            var location = $"{t}.tif";
            reader.With(location, grid, ElementType.Float32, double.NaN, [.. Enumerable.Range(0, bands).Select(b => Cells(t, b))]);
            for (var b = 0; b < bands; b++)
                layers[t * bands + b] = [new SourceRaster(location, b + 1, grid, ElementType.Float32, double.NaN, new SourceItem($"item{t}.json", $"item{t}"))];
        }
        var schema = new CubeSchema(
            [
                T([.. Enumerable.Range(1, times).Select(day => $"2024-01-{day:00}T00:00:00Z")]), B([.. Enumerable.Range(1, bands).Select(b => $"B{b}")]),
                Y(Size), X(Size),
            ],
            ElementType.Float32, double.NaN);
        return new SourceCube(schema, reader, layers);
    }

    // The last band is a mask: zero on the left, one on the right.
    static double[] Cells(int t, int b) =>
        [.. Enumerable.Range(0, Size * Size).Select(i => b == 3 ? (i % Size < Size / 2 ? 0.0 : 1) : t * 100 + b * 10 + i % 7)];

    static RasterCube Masked(RasterCube data) => CallCube("mask", ("data", data), ("mask", MaskOf(data)));

    static RasterCube MaskOf(RasterCube data) => CallCube(
        "reduce_dimension", ("data", data), ("dimension", "bands"),
        ("reducer", Child("""{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":3}}""")));

    static RasterCube Changed(RasterCube data) =>
        CallCube("apply", ("data", data), ("process", Child("""{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}}}""")));

    void AssertReadOnce(long cells)
    {
        var reads = reader.Reads.ToList();
        Assert.NotEmpty(reads);
        var twice = reads.SelectMany(read => from y in Enumerable.Range(read.Y, read.Height) from x in Enumerable.Range(read.X, read.Width)
            select (read.Location, read.Band, x, y))
            .GroupBy(cell => cell).Count(group => group.Count() > 1);
        Assert.Equal(0, twice);
        Assert.Equal(cells, reader.CellsRead);
    }

    public static TheoryData<string, Func<RasterCube, RasterCube>, long> Filters => new()
    {
        { "nothing", cube => cube, 3 * 4 * Size * Size },
        { "a date", cube => CallCube("filter_temporal", ("data", cube), ("extent", """["2024-01-02","2024-01-03"]""")), 4 * Size * Size },
        { "bands", cube => CallCube("filter_bands", ("data", cube), ("bands", """["B2"]""")), 3 * 2 * Size * Size },
        { "the mask's own band", cube => CallCube("filter_bands", ("data", cube), ("bands", """["B4"]""")), 3 * Size * Size },
        { "rows", cube => cube.Crop(2, 8, 16), 3 * 4 * Size * 16 },
        { "a box of a date", cube => cube.Crop(3, 3, 20).Crop(0, 1, 1).Crop(2, 5, 7), 4 * 20 * 7 },
        { "dates in another order", cube => cube.Select(0, [2, 0]), 2 * 4 * Size * Size },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_cube_that_is_masked_by_itself_is_read_once_whatever_is_filtered_after(string what, Func<RasterCube, RasterCube> filter, long cells)
    {
        var cube = filter(Masked(Load()));

        Read(cube);

        Assert.NotEmpty(what);
        AssertReadOnce(cells);
        Assert.Equal(cells, WindowGraph.Of([cube]).Input([cube.Schema.Full]).Cells);
    }

    [Fact]
    public void The_same_choice_of_the_same_cube_is_the_same_cube()
    {
        var data = Masked(Load());

        Assert.Same(data.Select(0, [1]), data.Select(0, [1]));
        Assert.NotSame(data.Select(0, [1]), data.Select(0, [2]));
        Assert.NotSame(data.Select(0, [1]), data.Select(1, [1]));
        Assert.Same(data, data.Select(0, [0, 1, 2]));
    }

    [Fact]
    public void Twenty_diamonds_in_a_row_are_planned_in_milliseconds_and_read_once()
    {
        RasterCube cube = Load();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
            cube = CallCube("merge_cubes", ("cube1", cube), ("cube2", Changed(cube)),
                ("overlap_resolver", Child("""{"process_id":"max","arguments":{"data":[{"from_parameter":"x"},{"from_parameter":"y"}]}}""")));
        cube = CallCube("filter_temporal", ("data", cube), ("extent", """["2024-01-02","2024-01-03"]""")).Crop(3, 0, 20).Crop(2, 5, 7).Select(1, [2, 0]);
        var graph = WindowGraph.Of([cube]);

        // Two operators and, at most, one arrangement a diamond; doubled each time there would be millions.
        Assert.InRange(graph.Cubes.Length, 20, 150);
        Assert.Equal(2 * 20 * 7, graph.Input([cube.Schema.Full]).Cells);
        Assert.Equal(["item1"], cube.FindSources().Select(item => item.Id));
        Assert.NotNull(cube.FindBlocks());
        Assert.NotNull(cube.FindInterval());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Read(cube);
        AssertReadOnce(2 * 20 * 7);
    }

    [Fact]
    public void Diamonds_of_warps_compute_each_warp_once()
    {
        RasterCube cube = Load(1, 1);
        var source = cube;
        for (var i = 0; i < 12; i++)
        {
            // Half a pixel away, and back: a real warp each time.
            var moved = WarpedCube.Of(cube, new Grid("EPSG:32632", 500_005, 5_000_000, 10, -10, Size, Size), Resampling.Near, reader);
            var back = WarpedCube.Of(moved, cube.Schema.Grid!, Resampling.Near, reader);
            cube = CallCube("merge_cubes", ("cube1", cube), ("cube2", back),
                ("overlap_resolver", Child("""{"process_id":"max","arguments":{"data":[{"from_parameter":"x"},{"from_parameter":"y"}]}}""")));
        }
        var clock = Stopwatch.StartNew();

        Read(cube);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        AssertReadOnce(Size * Size);
        Assert.Equal(["item0"], source.FindSources().Select(item => item.Id));
    }

    [Fact]
    public void All_blocks_go_back_to_the_pool_also_of_shared_planes()
    {
        var cube = Masked(Load());
        using var pool = new BlockPool();

        WindowRunner.Read(cube, cube.Schema.Full, pool, CancellationToken.None).Dispose();

        Assert.Equal(0, pool.InUse);
    }

    [Theory]
    [InlineData(512L << 20)]
    [InlineData(700_000L)]
    public void Two_outputs_read_their_common_source_once_and_write_what_they_write_alone(long budget)
    {
        var data = Load();
        var mean = CallCube("reduce_dimension", ("data", data), ("dimension", "t"),
            ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""")));
        var together = Run(budget, ("mean", mean, "GTiff"), ("masked", Masked(data), "netCDF"));
        var read = reader.CellsRead;
        AssertReadOnce(3 * 4 * Size * Size);

        Assert.Equal(read, together.Estimate);
        Run(budget, ("masked", Masked(data), "netCDF"));
        Assert.Equal(reader.Written["masked.nc"], reader.Written["openEO.nc"]);
        Assert.Equal(["mean.tif", "masked.nc"], together.Files);
    }

    [Fact]
    public void A_file_for_each_date_reads_a_common_mean_once()
    {
        var data = Load();
        var mean = CallCube("reduce_dimension", ("data", data), ("dimension", "t"),
            ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""")));
        var anomaly = CallCube("merge_cubes", ("cube1", data), ("cube2", mean),
            ("overlap_resolver", Child("""{"process_id":"subtract","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"y"}}}""")));

        var run = Run(512L << 20, ("save", anomaly, "GTiff"));

        AssertReadOnce(3 * 4 * Size * Size);
        Assert.Equal(3, run.Files.Count);
        Assert.Equal(reader.CellsRead, run.Estimate);
    }

    [Fact]
    public void What_is_too_large_together_is_computed_apart_and_the_estimate_says_so()
    {
        var data = Load();

        var run = Run(1, ("one", Changed(data), "netCDF"), ("two", Masked(data), "netCDF"));

        Assert.Equal(reader.CellsRead, run.Estimate);
        Assert.True(run.Estimate > 3 * 4 * Size * Size);
    }

    (IReadOnlyList<string> Files, long Estimate) Run(long budget, params (string Node, RasterCube Cube, string Format)[] saved)
    {
        var folder = Directory.CreateTempSubdirectory("openeo-shared-");
        try
        {
            Output[] outputs = [
                .. saved.Select(one => new Output(one.Node, "save_result", new CubeValue(one.Cube), one.Format, ImmutableDictionary<string, Value>.Empty))];
            var plan = new Plan(reader, new EngineOptions { MemoryBudget = budget, Threads = 1 }, outputs, outputs[0].Value);
            var outcome = plan.Run(folder.FullName, OutputDefaults.Batch, new Nobody(), CancellationToken.None);
            return ([.. outcome.Files.Select(file => file.Name)], plan.Estimate.InputPixels);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    sealed class Nobody : IRunObserver
    {
        public void Progress(int done, int planned)
        {
        }

        public void Completed(OutputFile file)
        {
        }

        public void Log(Faults.LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
        {
        }
    }
}
