using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Which files a saved cube becomes: their names, dimensions, times; and what a format cannot hold.</summary>
public class FilePlannerTests
{
    [Fact]
    public void A_format_of_one_time_gets_a_file_for_each_date_named_by_it()
    {
        var files = Plan(WindowRunnerTests.Source(3, 2, 5, 4), "gtiff");

        Assert.Equal(["openEO_2024-01-01.tif", "openEO_2024-01-02.tif", "openEO_2024-01-03.tif"], files.Select(file => file.Name));
        Assert.All(files, file => Assert.Equal(["bands", "y", "x"], file.Cube!.Schema.Dimensions.Select(dimension => dimension.Name)));
        Assert.Equal(("2024-01-02T00:00:00Z", "2024-01-02T00:00:00Z"), files[1].Interval);
        using var pool = new BlockPool();
        using var second = WindowRunner.Read(files[1].Cube!, files[1].Cube!.Schema.Full, pool, CancellationToken.None);
        Assert.Equal(Enumerable.Range(40, 40).Select(i => (double)i), second.Cells1D<double>().ToArray());
    }

    [Theory]
    [InlineData(2, "2024-01-01_B01,2024-01-01_B02,2024-01-02_B01,2024-01-02_B02,2024-01-03_B01,2024-01-03_B02")]
    [InlineData(0, "2024-01-01,2024-01-02,2024-01-03")]
    public void Who_waits_gets_one_image_of_all_times(int bands, string expected)
    {
        RasterCube cube = WindowRunnerTests.Source(3, Math.Max(bands, 1), 5, 4);
        if (bands == 0) cube = ArrangedCube.Of([.. cube.Schema.Dimensions.Where(d => d.Type != DimensionType.Bands)], cube);

        var file = Assert.Single(Planner().Plan([Output(cube, "gtiff", "save")], OutputDefaults.Sync));

        Assert.Equal("openEO.tif", file.Name);
        Assert.Equal(["bands", "y", "x"], file.Cube!.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(expected.Split(','), file.Cube.Schema.Dimensions[0].Labels.Select(label => ((StringValue)label).Value));
        Assert.Equal(("2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z"), file.Interval);
        using var pool = new BlockPool();
        using var block = WindowRunner.Read(file.Cube, file.Cube.Schema.Full, pool, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 60 * Math.Max(bands, 1)).Select(i => (double)i), block.Cells1D<double>().ToArray());
    }

    [Fact]
    public void Pictures_whose_bands_are_colours_stay_apart_and_a_single_time_keeps_the_names_of_its_bands()
    {
        Assert.Equal(2, Planner().Plan([Output(WindowRunnerTests.Source(2, 1, 5, 4), "PNG", "save")], OutputDefaults.Sync).Count);
        var file = Assert.Single(Planner().Plan([Output(WindowRunnerTests.Source(1, 2, 5, 4), "GTiff", "save")], OutputDefaults.Sync));
        Assert.Equal("openEO_2024-01-01.tif", file.Name);
        Assert.Equal(["B01", "B02"], file.Cube!.Schema.Dimensions[0].Labels.Select(label => ((StringValue)label).Value));
    }

    [Fact]
    public void A_format_of_whole_cubes_gets_one_file() =>
        Assert.Equal("openEO.nc", Assert.Single(Plan(WindowRunnerTests.Source(3, 2, 5, 4), "netCDF")).Name);

    [Fact]
    public void Several_results_are_named_by_their_nodes_and_never_alike()
    {
        var cube = WindowRunnerTests.Source(1, 1, 5, 4);

        var files = Planner().Plan([Output(cube, "netCDF", "save/1"), Output(cube, "netCDF", "save?1"), Output(cube, null, "last")], OutputDefaults.Batch);

        Assert.Equal(["save-1.nc", "save-1_2.nc", "last_2024-01-01.tif"], files.Select(file => file.Name));
    }

    [Theory]
    [InlineData("PNG", 5, "at most 4 bands")]
    public void Says_what_does_not_fit(string format, int bands, string expected)
    {
        var failure = Assert.Throws<ProcessGraphException>(() => Plan(WindowRunnerTests.Source(1, bands, 5, 4), format));

        Assert.Equal(("FormatUnsuitable", "save"), (failure.Faults[0].Code, failure.Faults[0].Node));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_space_fits_JSON_only()
    {
        var output = new Output("save", "save_result", new NumberValue(1), "GTiff", ImmutableDictionary<string, Value>.Empty);

        Assert.Equal("FormatUnsuitable", Assert.Throws<ProcessGraphException>(() => Planner().Plan([output], OutputDefaults.Batch)).Faults[0].Code);
        Assert.Equal("openEO.json", Assert.Single(Planner().Plan([output with { Format = "json" }], OutputDefaults.Batch)).Name);
    }

    static FilePlanner Planner() => new(new Formats(), new EngineOptions());

    static List<FilePlan> Plan(RasterCube cube, string format) => Planner().Plan([Output(cube, format, "save")], OutputDefaults.Batch);

    static Output Output(RasterCube cube, string? format, string node) =>
        new(node, "save_result", new CubeValue(cube), format, ImmutableDictionary<string, Value>.Empty);

    /// <summary>Names of formats; nothing is written here.</summary>
    sealed class Formats : IRasterLibrary
    {
        public IReadOnlyList<RasterFormat> OutputFormats { get; } =
            [new("GTiff", "", "", "image/tiff", "tif", []) { NamesBands = true }, new("netCDF", "", "", "application/x-netcdf", "nc", []),
                new("PNG", "", "", "image/png", "png", []) { MaximumBands = 4 }];

        public RasterInfo Describe(RasterLocation location) => throw new RasterException("no files");

        public void Read(RasterLocation location, int band, int x, int y, Block target) => throw new RasterException("no files");

        public IRasterSink Create(RasterTarget target) => throw new RasterException("no files");

        public CrsInfo DescribeCrs(string crs) => throw new RasterException("no projections");

        public BoundingBox Transform(BoundingBox box, string from, string to) => throw new RasterException("no projections");

        public void Transform(Span<double> x, Span<double> y, string from, string to) => throw new RasterException("no projections");

        public void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method) =>
            throw new RasterException("no projections");
    }
}
