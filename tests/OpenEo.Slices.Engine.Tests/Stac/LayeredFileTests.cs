using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Files that hold several times, levels or variables become all of them.</summary>
public sealed class LayeredFileTests : IDisposable, IRunLog
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-layers-").FullName;
    readonly FakeReader files = new();
    readonly HttpClient http = new();
    readonly List<string> told = [];
    readonly JsonArray items = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data) => told.Add(message);

    // A file of one cell a layer, numbered from 1; each layer is "variable@day" with further labels behind slashes.
    LayeredFileTests File(string name, string[] layers, double first = 1, string[]? notes = null)
    {
        var path = Path.Combine(folder, name);
        files.With(path, new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, 1, 1), ElementType.Float32, double.NaN,
            [.. layers.Select((_, i) => new[] { first + i })]);
        files.Change(path, info => info with
        {
            HasLayers = true,
            Notes = notes ?? [],
            Bands = [.. info.Bands.Select((band, i) => Layer(band, layers[i]))],
        });
        return this;
    }

    static RasterBand Layer(RasterBand band, string text)
    {
        var parts = text.Split('/');
        var variable = parts[0].TrimEnd('!').Split('@');
        return band with
        {
            Name = variable[0],
            Time = variable.Length == 1 ? null : new DateTimeOffset(2024, 5, int.Parse(variable[1], System.Globalization.CultureInfo.InvariantCulture), 0, 0,
                0, default),
            Places = [.. parts.Skip(1).Select((label, i) => ($"dim{i + 1}", (Value)new StringValue(label)))],
            IsLeftOut = text.EndsWith('!'),
            Scale = 0.5,
        };
    }

    LayeredFileTests Item(string asset, string start = "2024-05-01", string end = "2024-05-31")
    {
        items.Add(JsonNode.Parse($$$"""
            {"type":"Feature","stac_version":"1.1.0","id":"i{{{items.Count}}}","bbox":[8,45,10,46],"links":[],"assets":{"data":{{{asset}}}},
             "properties":{"datetime":null,"start_datetime":"{{{start}}}T00:00:00Z","end_datetime":"{{{end}}}T00:00:00Z"}}
            """));
        return this;
    }

    static string Asset(string name, string more = "") => $$"""{"href":"{{name}}","type":"application/netcdf","roles":["data"]{{more}}}""";

    RasterCube Load(params (string Name, object? Value)[] arguments)
    {
        System.IO.File.WriteAllText(Path.Combine(folder, "all.json"),
            new JsonObject { ["type"] = "FeatureCollection", ["features"] = items.DeepClone() }.ToJsonString());
        var services = new EvaluationServices(files, null!, new StacDocuments(http), new LocationPolicy([folder], []), UserContext.Nobody, this,
            CancellationToken.None);
        return ((CubeValue)Call(new Evaluation(services), "load_stac", [("url", Path.Combine(folder, "all.json")), .. arguments])).Cube;
    }

    [Fact]
    public void Three_times_in_a_file_are_three_times()
    {
        var cube = File("a.nc", ["u@1", "u@2", "u@3", "v@1", "v@2", "v@3"]).Item(Asset("a.nc")).Load();

        Assert.Equal(["2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z"], Labels(cube, "t"));
        Assert.Equal(["u", "v"], Labels(cube, "bands"));
        Assert.Equal([1, 4, 2, 5, 3, 6], Read(cube));
        Assert.Equal(0.5, cube.Schema.Scales["u"].Scale);
    }

    [Fact]
    public void Times_are_cut_to_the_extent_and_not_the_item()
    {
        File("a.nc", ["u@1", "u@2", "u@3", "u@4"]).Item(Asset("a.nc"), "2024-05-01", "2024-05-04");

        Assert.Equal([2, 3], Read(Load(("temporal_extent", """["2024-05-02","2024-05-04"]"""))));
        Assert.Equal([3, 4], Read(Load(("temporal_extent", """["2024-05-03",null]"""))));
        Assert.Equal(FaultCodes.NoDataAvailable, Assert.Single(Assert.Throws<ProcessGraphException>(
            () => Load(("temporal_extent", """["2024-05-05","2024-05-06"]"""))).Faults).Code);
    }

    [Fact]
    public void A_file_without_times_has_the_items()
    {
        File("a.nc", ["u"]).Item(Asset("a.nc"), "2024-05-03", "2024-05-09");

        Assert.Equal(["2024-05-03T00:00:00Z"], Labels(Load(), "t"));
        Assert.Equal([1], Read(Load(("temporal_extent", """["2024-05-02","2024-05-04"]"""))));
        Assert.Throws<ProcessGraphException>(() => Load(("temporal_extent", """["2024-05-04","2024-05-10"]""")));
    }

    [Fact]
    public void Further_dimensions_stay_and_have_their_labels()
    {
        var cube = File("a.nc", ["z@1/500/a", "z@1/500/b", "z@1/850/a", "z@1/850/b", "z@2/500/a", "z@2/500/b", "z@2/850/a", "z@2/850/b"])
            .Item(Asset("a.nc")).Load();

        Assert.Equal(["t", "dim1", "dim2", "bands", "y", "x"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(["500", "850"], Labels(cube, "dim1"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Read(cube));
        Assert.Equal([3, 4, 7, 8], Read(CallCube("filter_labels", ("data", cube), ("dimension", "dim1"),
            ("condition", Child("""{"process_id":"eq","arguments":{"x":{"from_parameter":"value"},"y":"850"}}""")))));
    }

    [Fact]
    public void Files_of_several_items_are_put_together_by_their_times()
    {
        var cube = File("a.nc", ["u@2", "u@1"]).File("b.nc", ["u@3", "u@2"], first: 11).Item(Asset("a.nc")).Item(Asset("b.nc")).Load();

        Assert.Equal(["2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z"], Labels(cube, "t"));
        Assert.Equal([2, 1, 11], Read(cube));
    }

    [Fact]
    public void Bands_of_the_metadata_are_variables_by_name_or_else_by_order()
    {
        File("a.nc", ["u@1", "v@1"]).Item(Asset("a.nc", ""","bands":[{"name":"v"},{"name":"u"}]"""));
        Assert.Equal([2, 1], Read(Load(("bands", """["v","u"]"""))));

        items.Clear();
        Item(Asset("a.nc", ""","bands":[{"name":"east"},{"name":"north"}]"""));
        Assert.Equal([2], Read(Load(("bands", """["north"]"""))));

        items.Clear();
        Item(Asset("a.nc", ""","bands":[{"name":"u"},{"name":"v"},{"name":"w"}]"""));
        var fault = Assert.Single(Assert.Throws<ProcessGraphException>(() => Load()).Faults);
        Assert.Contains("'w'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("u, v", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_beside_series_is_loaded_when_it_is_asked_for()
    {
        File("a.nc", ["u@1", "u@2", "land"]).Item(Asset("a.nc"));

        Assert.Equal(["u"], Labels(Load(), "bands"));
        Assert.Equal([3], Read(Load(("bands", """["land"]"""))));
    }

    [Fact]
    public void Bands_of_unequal_dimensions_are_refused_together()
    {
        File("a.nc", ["z@1/500", "z@1/850", "s@1"]).Item(Asset("a.nc", ""","bands":[{"name":"z"},{"name":"s"}]"""));

        var fault = Assert.Single(Assert.Throws<ProcessGraphException>(() => Load()).Faults);

        Assert.Contains("'s'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dim1", fault.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2], Read(Load(("bands", """["z"]"""))));
    }

    [Fact]
    public void What_a_file_leaves_out_is_told_once()
    {
        File("a.nc", ["u@1", "u@2!", "v@1", "v@2!"], notes: ["1 time is left out"]).Item(Asset("a.nc"));

        Assert.Equal([1, 3], Read(Load()));
        Assert.Single(told, "Item 'i0': 1 time is left out.");
    }
}
