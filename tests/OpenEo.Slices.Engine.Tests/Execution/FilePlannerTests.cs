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
            [new("GTiff", "", "", "image/tiff", "tif", []), new("netCDF", "", "", "application/x-netcdf", "nc", []),
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
