using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Options of save_result: what they make of files, and what is told of those that a format does not have.</summary>
public sealed class OutputOptionsTests
{
    readonly Told told = new();

    [Theory]
    [InlineData("GTiff", "sample_by_feature", "true", "filter_spatial")]
    [InlineData("GTiff", "tile_grid", "\"wgs84-1degree\"", "not cut into tiles")]
    [InlineData("PNG", "colormap", "{\"0\":[0,0,0,255]}", "no colours but those of its bands")]
    [InlineData("JSON", "indent", "2", "JSON has no option 'indent'; it is left out. It has: filename_prefix.")]
    [InlineData("GTiff", "epsgCode", "4326", "resample_spatial")]
    public void What_a_format_does_not_have_is_told_and_left_out(string format, string name, string value, string warning)
    {
        Assert.NotEmpty(Plan(Counting(B("b"), Y(2), X(2)), format, (name, value)));

        var (node, message) = Assert.Single(told.Warnings);
        Assert.Equal("save", node);
        Assert.Contains(warning, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile_grid", "null")]
    [InlineData("datatype", "null")]
    [InlineData("epsgCode", "32632")]
    [InlineData("epsgCode", "\"EPSG:32632\"")]
    public void What_asks_for_nothing_is_not_told(string name, string value)
    {
        Assert.Null(Assert.Single(Plan(Counting(B("b"), Y(2), X(2)), "GTiff", (name, value))).Stored);
        Assert.Empty(told.Warnings);
    }

    [Theory]
    [InlineData("datatype", "\"complex64\"")]
    [InlineData("separate_asset_per_band", "\"yes\"")]
    [InlineData("file_metadata", "7")]
    [InlineData("bands_metadata", "{\"b\":7}")]
    public void Wrong_values_of_what_it_has_are_refused(string name, string value) => Assert.Equal((FaultCodes.ProcessParameterInvalid, "options"),
        Assert.Throws<ProcessGraphException>(() => Plan(Counting(B("b"), Y(2), X(2)), "GTiff", (name, value))).Faults
            .Select(one => (one.Code, one.Parameter)).Single());

    [Theory]
    [InlineData("COG", "GTiff")]
    [InlineData("geotiff", "GTiff")]
    [InlineData("tiff", "GTiff")]
    [InlineData("GTIFF-THUMB", "GTiff")]
    [InlineData("nc", "netCDF")]
    [InlineData("jpg", "JPEG")]
    public void Formats_have_the_names_that_clients_send(string name, string format) =>
        Assert.Equal(format, Assert.Single(Plan(Counting(B("b"), Y(2), X(2)), name)).Format);

    [Fact]
    public void Each_band_gets_a_file_of_its_own()
    {
        var files = Plan(Counting(T("2024-01-01", "2024-01-02"), B("B04", "a/b"), Y(2), X(2)), "GTiff", ("separate_asset_per_band", "true"));

        Assert.Equal(["openEO_2024-01-01_B04.tif", "openEO_2024-01-01_a-b.tif", "openEO_2024-01-02_B04.tif", "openEO_2024-01-02_a-b.tif"],
            files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal([4.0, 5, 6, 7], Read(files.Single(file => file.Name == "openEO_2024-01-01_a-b.tif").Cube!));
    }

    [Theory]
    [InlineData("B1,B2,B3,B4,B5", "red=\"B4\",green=\"B2\",blue=\"B1\"", "B4,B2,B1", 0)]
    [InlineData("B1,B2,B3,B4,B5", "red=3,green=1,blue=0", "B4,B2,B1", 3)]
    [InlineData("B1,B2,B3,B4,B5", "gray=\"B5\"", "B5", 0)]
    public void Bands_of_a_picture_are_chosen(string bands, string options, string expected, int warnings)
    {
        var cube = Counting(B(bands.Split(',')), Y(2), X(2));

        var file = Assert.Single(Plan(cube, "PNG", [.. options.Split(',').Select(one => (one.Split('=')[0], one.Split('=')[1]))]));

        Assert.Equal(expected, string.Join(',', file.Cube!.Schema.Find(DimensionType.Bands)!.Labels.Select(OutputFormats.Text)));
        Assert.Equal(warnings, told.Warnings.Count);
    }

    [Theory]
    [InlineData("red=\"B1\"", "go together")]
    [InlineData("gray=\"B9\"", "there are: B1, B2, B3")]
    [InlineData("gray=7", "there are: B1, B2, B3")]
    [InlineData("red=\"B1\",green=\"B1\",blue=\"B2\"", "different bands")]
    public void Bands_that_cannot_be_chosen_are_refused(string options, string reason) => Assert.Contains(reason,
        Assert.Throws<ProcessGraphException>(() => Plan(Counting(B("B1", "B2", "B3"), Y(2), X(2)), "PNG",
            [.. options.Split(',').Select(one => (one.Split('=')[0], one.Split('=')[1]))])).Message, StringComparison.Ordinal);

    [Fact]
    public void JPEG_takes_one_band_or_three() => Assert.Equal(FaultCodes.FormatUnsuitable,
        Assert.Throws<ProcessGraphException>(() => Plan(Counting(B("a", "b"), Y(2), X(2)), "JPEG")).Faults[0].Code);

    [Theory]
    [InlineData(1024, 700, 512, 350, 2)]
    [InlineData(513, 10, 257, 5, 2)]
    [InlineData(512, 300, 512, 300, 1)]
    public void A_thumbnail_has_at_most_512_pixels_a_side(int width, int height, int columns, int rows, int step)
    {
        var cube = new ConstantCube(new CubeSchema([Y(height), X(width)], ElementType.UInt8, 0), 5);

        var grid = Assert.Single(Plan(cube, "GTiff-Thumb")).Cube!.Schema.Grid!;

        Assert.Equal((columns, rows, 10.0 * step, 500_000.0), (grid.Width, grid.Height, grid.StepX, grid.OriginX));
        Assert.Equal(step == 1 ? 0 : 1, told.Warnings.Count);
    }

    [Fact]
    public void Words_of_bands_become_scales_units_and_tags()
    {
        var file = Assert.Single(Plan(Counting(B("B04", "B08"), Y(2), X(2)), "GTiff", ("file_metadata", """{"a:b":1.5,"AREA_OR_POINT":"Point","n":null}"""),
            ("bands_metadata", """{"B04":{"SCALE":0.1,"UNIT":"m","x":"y","OFFSET":"two"},"B09":{"x":1}}""")));

        Assert.Equal(new BandScale(0.1, 0, "m"), Assert.Single(file.Cube!.Schema.Scales).Value);
        Assert.Equal(("a_b", "1.5"), file.Tags.Select(tag => (tag.Key, tag.Value)).Single());
        Assert.Equal(["y"], BandTags.Others(file.BandTags)["B04"].Values);
        Assert.Equal(["'a:b' in", "'AREA_OR_POINT' in", "band 'B09'", "OFFSET of the band 'B04'"],
            ((string[])["'a:b' in", "'AREA_OR_POINT' in", "band 'B09'", "OFFSET of the band 'B04'"]).Where(part =>
                told.Warnings.Any(one => one.Message.Contains(part, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(ElementType.Float32, double.NaN, ElementType.UInt8, 255.0, "-5,0.4,254.4,255,300,NaN", "0,0,254,254,254,255",
        "3 did not fit", "2 were rounded")]
    [InlineData(ElementType.Float32, double.NaN, ElementType.Int16, -32768.0, "1,-40000,NaN,7,7,7", "1,-32767,-32768,7,7,7", "1 did not fit", "0 were rounded")]
    [InlineData(ElementType.Int16, 0.0, ElementType.UInt8, 0.0, "-5,0,3,3,3,3", "1,0,3,3,3,3", "1 did not fit", "0 were rounded")]
    [InlineData(ElementType.Int32, 0.0, ElementType.Float32, double.NaN, "16777217,0,3,3,3,3", "16777216,NaN,3,3,3,3", "0 did not fit", "1 were rounded")]
    [InlineData(ElementType.UInt8, null, ElementType.UInt16, null, "0,1,2,3,4,255", "0,1,2,3,4,255", null, null)]
    public void Values_are_saved_as_another_type_and_what_changes_is_counted(ElementType from, double? noData, ElementType to, double? stored, string cells,
        string expected, string? outside, string? rounded)
    {
        var source = new CubeSchema([X(6)], from, noData);
        var target = Recoding.Of(source, to);
        var recoding = new Recoding(source, target);
        using var pool = new BlockPool();
        using var block = pool.Rent(from, 6);
        using var result = pool.Rent(to, 6);
        var values = cells.Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        for (var i = 0; i < 6; i++) Put(block, values[i], i);

        recoding.Convert(block, result);

        Assert.Equal(stored, target.NoData);
        Assert.Equal(expected, string.Join(',', Enumerable.Range(0, 6).Select(i => Get(result, i))));
        if (outside is null) Assert.Null(recoding.Told());
        else Assert.Contains($"{outside} and became the nearest that does, {rounded}", recoding.Told());
    }

    [Theory]
    [InlineData("float64", 8)]
    [InlineData("uint8", 1)]
    [InlineData("float32", 4)]
    public void The_type_in_the_file_counts_in_the_estimate(string type, int size)
    {
        var cube = new ConstantCube(new CubeSchema([Y(300), X(200)], ElementType.Float32, double.NaN), 5);
        var options = ImmutableDictionary<string, Value>.Empty.Add("datatype", new StringValue(type));
        var plan = new Plan(new Writing(), new EngineOptions(), [new Output("save", "save_result", new CubeValue(cube), "GTiff", options)],
            new CubeValue(cube));

        Assert.Equal((300 * 200, 300 * 200 * size), (plan.Estimate.OutputCells, plan.Estimate.OutputBytes));
    }

    [Theory]
    [InlineData(4_000_000)]
    [InlineData(2_500_000)]
    public void The_type_in_the_file_counts_in_the_memory_of_a_window(long budget)
    {
        RasterCube cube = new ConstantCube(new CubeSchema([B("a", "b"), Y(512), X(512)], ElementType.Float32, double.NaN), 5);
        var (plain, recoded) = (Tiling.Windows(cube, budget), Tiling.Windows(cube, budget, 8));

        Assert.True(recoded.Count > plain.Count, $"{recoded.Count} and {plain.Count} windows");
        Assert.True(WindowRunner.Cost(WindowGraph.Of([cube]), [recoded[0]]) + recoded[0].Cells * 8 <= budget);
        var together = Tiling.Together([cube, cube], budget, [8, 0])!;
        Assert.True(together[0].Count >= Tiling.Together([cube, cube], budget)![0].Count);
        Assert.True(WindowRunner.Cost(WindowGraph.Of([cube, cube]), [together[0][0], together[1][0]]) + together[0][0].Cells * 8 <= budget);
    }

    List<FilePlan> Plan(RasterCube cube, string format, params (string Name, string Json)[] options)
    {
        var given = options.ToImmutableDictionary(option => option.Name, option => ValueJson.Read(System.Text.Json.JsonElement.Parse(option.Json)));
        return new FilePlanner(new Writing(), new EngineOptions(), told).Plan([new Output("save", "save_result", new CubeValue(cube), format, given)],
            OutputDefaults.Batch);
    }

    /// <summary>Formats that have the options which the engine follows; nothing is written.</summary>
    sealed class Writing : IRasterLibrary
    {
        readonly FakeReader reader = new();

        public IReadOnlyList<RasterFormat> OutputFormats { get; } =
        [
            new("GTiff", "", "", "image/tiff", "tif",
                [CommonOptions.DataType, CommonOptions.SeparateAssetPerBand, CommonOptions.FileMetadata, CommonOptions.BandsMetadata]),
            new("netCDF", "", "", "application/x-netcdf", "nc", [CommonOptions.DataType]),
            new("PNG", "", "", "image/png", "png", CommonOptions.Picture) { MaximumBands = 4 },
            new("JPEG", "", "", "image/jpeg", "jpg", CommonOptions.Picture) { MaximumBands = 3, BandCounts = [1, 3] },
        ];

        public RasterInfo Describe(RasterLocation location) => reader.Describe(location);

        public void Read(RasterLocation location, int band, int x, int y, Block target) => reader.Read(location, band, x, y, target);

        public IRasterSink Create(RasterTarget target) => reader.Create(target);

        public CrsInfo DescribeCrs(string crs) => reader.DescribeCrs(crs);

        public BoundingBox Transform(BoundingBox box, string from, string to) => reader.Transform(box, from, to);

        public void Transform(Span<double> x, Span<double> y, string from, string to) => reader.Transform(x, y, from, to);

        public void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method) =>
            reader.Warp(source, sourceGrid, target, targetGrid, noData, method);
    }
}
