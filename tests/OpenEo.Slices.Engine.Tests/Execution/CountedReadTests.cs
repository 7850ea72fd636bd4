using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Tests.Processes.Vectors;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Filters and masks read only what they need, counted in cells and blocks.</summary>
public sealed class CountedReadTests
{
    const int Size = 64, Times = 3, Bands = 4;

    // 11 × 6 pixels, from column 10 and row 30; half a pixel more on each side but one holds no further centre.
    const string Ring = """
        {"type":"Polygon","coordinates":[[[500099,4999704],[500212,4999704],[500212,4999637],[500099,4999637],[500099,4999704]]],
         "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}}}
        """;

    const string Box = """{"west":500100,"east":500210,"south":4999640,"north":4999700,"crs":"EPSG:32632"}""";

    readonly FakeReader reader = new();

    /// <summary>How cells are filtered, and how many of them are needed.</summary>
    public static TheoryData<string, Func<RasterCube, RasterCube>, long> Filters => new()
    {
        { "filter_temporal", cube => CallCube("filter_temporal", ("data", cube), ("extent", """["2024-01-02","2024-01-03"]""")), Bands * Size * Size },
        { "filter_bands", cube => CallCube("filter_bands", ("data", cube), ("bands", """["B3","B1"]""")), Times * 2 * Size * Size },
        { "filter_bbox", cube => CallCube("filter_bbox", ("data", cube), ("extent", Box)), Times * Bands * 66 },
        {
            "filter_labels", cube => CallCube("filter_labels", ("data", cube), ("dimension", "t"),
                ("condition", Child("""{"process_id":"eq","arguments":{"x":{"from_parameter":"value"},"y":"2024-01-03T00:00:00Z"}}"""))), Bands * Size * Size
        },
        { "filter_spatial", cube => CallCube("filter_spatial", ("data", cube), ("geometries", Ring)), Times * Bands * 66 },
        { "mask_polygon", cube => CallCube("mask_polygon", ("data", cube), ("mask", Ring)), Times * Bands * 66 },
        {
            "a filter after a mask", cube => CallCube("filter_bands",
                ("data", CallCube("mask_polygon", ("data", cube), ("mask", Ring))), ("bands", """["B2"]""")), Times * 66
        },
        { "a crop after a mask", cube => CallCube("mask_polygon", ("data", cube), ("mask", Ring)).Crop(3, 0, 13), Times * Bands * 3 * 6 },
        { "a part beside a mask's polygon", cube => CallCube("mask_polygon", ("data", cube), ("mask", Ring)).Crop(2, 40, 20), 0 },
        { "ndvi", cube => CallCube("ndvi", ("data", cube), ("nir", "B1"), ("red", "B2")), Times * 2 * Size * Size },
        {
            "one band of a reducer", cube => CallCube("reduce_dimension", ("data", cube), ("dimension", "bands"),
                ("reducer", Child("""{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":3}}"""))), Times * Size * Size
        },
        {
            "aggregate_spatial", cube => CallCube("aggregate_spatial", ("data", cube), ("geometries", Ring),
                ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}"""))), Times * Bands * 66
        },
    };

    SourceCube Load()
    {
        var grid = new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, Size, Size);
        var layers = new SourceRaster[Times * Bands][];
        for (var t = 0; t < Times; t++)
        {
            var location = $"{t}.tif";
            reader.With(location, grid, ElementType.Float32, double.NaN,
                [.. Enumerable.Range(0, Bands).Select(b => Enumerable.Range(0, Size * Size).Select(i => t * 100 + b * 10 + i % 7.0).ToArray())]);
            for (var b = 0; b < Bands; b++)
                layers[t * Bands + b] = [new SourceRaster(location, b + 1, grid, ElementType.Float32, double.NaN, new SourceItem($"{t}.json", $"{t}"))];
        }
        return new SourceCube(new CubeSchema(
            [
                T([.. Enumerable.Range(1, Times).Select(day => $"2024-01-{day:00}T00:00:00Z")]), B([.. Enumerable.Range(1, Bands).Select(b => $"B{b}")]),
                Y(Size), X(Size),
            ], ElementType.Float32, double.NaN), reader, layers);
    }

    int ReadTwice() => reader.Reads.SelectMany(read => from y in Enumerable.Range(read.Y, read.Height) from x in Enumerable.Range(read.X, read.Width)
        select (read.Location, read.Band, x, y)).GroupBy(cell => cell).Count(group => group.Count() > 1);

    [Theory]
    [MemberData(nameof(Filters))]
    public void What_a_filter_leaves_out_is_not_read(string what, Func<RasterCube, RasterCube> filter, long cells)
    {
        var expected = Read(filter(Load()), filter(Load()).Schema.Full);
        var before = reader.CellsRead;
        var cube = filter(Load());
        Assert.Equal(before, reader.CellsRead);
        Assert.Equal(expected, Read(cube));
        Assert.True(reader.CellsRead - before <= cells, $"{what}: {reader.CellsRead - before} cells were read, {cells} are needed.");
        Assert.True(what == "aggregate_spatial" || reader.CellsRead - before == cells || cells == 0, $"{what}: only {reader.CellsRead - before} of {cells}.");
    }

    [Fact]
    public void Branches_that_meet_again_read_their_common_node_once()
    {
        var data = Load();
        var merged = CallCube("merge_cubes", ("cube1", CallCube("mask_polygon", ("data", data), ("mask", Ring))),
            ("cube2", CallCube("apply", ("data", data), ("process", Child("""{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}}}""")))),
            ("overlap_resolver", Child("""{"process_id":"max","arguments":{"data":[{"from_parameter":"x"},{"from_parameter":"y"}]}}""")));
        Read(merged);
        Assert.Equal(0, ReadTwice());
        Assert.Equal(Times * Bands * Size * Size, reader.CellsRead);
    }

    [Theory]
    [InlineData(1L << 30, 1)]
    [InlineData(200_000L, 1)]
    [InlineData(90_000L, 3)]
    public void Ten_thousand_polygons_read_each_block_once(long budget, int threads)
    {
        var polygons = VectorTesting.Polygons(VectorTesting.Stars(10_000, Size, 4, seed: 9));
        var cube = CallCube("aggregate_spatial", ("data", Load()), ("geometries", polygons),
            ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""")));
        using var pool = new BlockPool();
        foreach (var stage in StageRun.Of([cube]))
            StageRun.Run(stage, StageRun.Windows(stage, budget), null,
                new EngineOptions { MemoryBudget = budget * threads, Threads = threads }, pool, () => { }, CancellationToken.None);
        Assert.Contains(Read(cube), cell => !double.IsNaN(cell));
        Assert.Equal(0, ReadTwice());
        Assert.InRange(reader.CellsRead, 1, Times * Bands * Size * Size);
        // Blocks of 16 × 16 are read whole.
        Assert.All(reader.Reads, read => Assert.True(read.X % 16 == 0 && read.Y % 16 == 0, $"{read}"));
    }

    [Fact]
    public void Memory_is_planned_for_windows_below_the_polygon_though_others_need_nothing()
    {
        var cube = CallCube("reduce_dimension", ("data", CallCube("mask_polygon", ("data", Load()), ("mask", Ring))), ("dimension", "t"),
            ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""")));
        var graph = WindowGraph.Of([cube]);
        Window At(int row) => new([0, row, 0], [Bands, 16, Size]);
        Assert.Equal(WindowRunner.Cost(graph, [At(24)]), WindowRunner.Cost(graph, [At(0)]));
        Assert.True(WindowRunner.Cost(graph, [At(0)]) > Times * Bands * 16 * Size * 4);
    }
}
