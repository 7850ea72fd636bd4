using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>What items and files say, and how they say it, becomes the cube that a user means.</summary>
public sealed class LoadingTests : IDisposable, IRunLog
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-loading-").FullName;
    readonly FakeReader files = new();
    readonly HttpClient http = new();
    readonly List<(LogSeverity Level, string Message)> told = [];
    readonly JsonArray items = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data) => told.Add((severity, message));

    static Grid Utm(int width, int height, double west = 500_000, double step = 10) => new("EPSG:32632", west, 5_000_000, step, -step, width, height);

    // A file whose first band has the cells 1, 2, 3 … and each next one a hundred more.
    string File(string name, Grid grid, ElementType element, double? noData, int bands = 1)
    {
        var path = Path.Combine(folder, name);
        files.With(path, grid, element, noData,
            [.. Enumerable.Range(0, bands).Select(band => Enumerable.Range(1, grid.Width * grid.Height).Select(cell => cell + 100.0 * band).ToArray())]);
        return path;
    }

    LoadingTests Item(string assets, string time = """ "datetime":"2024-05-01T00:00:00Z" """, string more = "", string bbox = "[8,45,10,46]")
    {
        items.Add(JsonNode.Parse("{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"i" + items.Count + "\",\"bbox\":" + bbox
            + ",\"properties\":{" + time + more + "},\"links\":[],\"assets\":" + assets + "}"));
        return this;
    }

    RasterCube Load(params (string Name, object? Value)[] arguments)
    {
        System.IO.File.WriteAllText(Path.Combine(folder, "all.json"),
            new JsonObject { ["type"] = "FeatureCollection", ["features"] = items.DeepClone() }.ToJsonString());
        var services = new EvaluationServices(files, null!, new StacDocuments(http), new LocationPolicy([folder], []), UserContext.Nobody, this,
            CancellationToken.None);
        return ((CubeValue)Call(new Evaluation(services), "load_stac", [("url", Path.Combine(folder, "all.json")), .. arguments])).Cube;
    }

    Fault Refused(params (string Name, object? Value)[] arguments) => Assert.Single(Assert.Throws<ProcessGraphException>(() => Load(arguments)).Faults);

    IEnumerable<string> Warnings => told.Where(entry => entry.Level == LogSeverity.Warning).Select(entry => entry.Message);

    [Theory]
    [InlineData("float32", "1e+20", 1e20)]
    [InlineData("float32", "-3.4e+38", -3.4e38)]
    [InlineData("float32", "-9999.9", -9999.9)]
    [InlineData("float64", "-9999.9", -9999.9)]
    [InlineData("int16", "-32768", -32768.0)]
    public void No_data_is_compared_as_the_cells_are_stored(string type, string written, double value)
    {
        var element = type switch { "float32" => ElementType.Float32, "float64" => ElementType.Float64, _ => ElementType.Int16 };
        var path = Path.Combine(folder, "a.tif");
        files.With(path, Utm(2, 1), element, null, [[type == "float32" ? (float)value : value, 5]]);
        Item($$$"""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"],"data_type":"{{{type}}}","nodata":{{{written}}}}}""");
        Assert.Equal([double.NaN, 5], Read(Load()));
    }

    [Theory]
    [InlineData("\"inf\"")]
    [InlineData("\"nan\"")]
    [InlineData("0.5")]
    [InlineData("-1")]
    public void A_no_data_value_that_no_cell_can_have_does_not_hide_the_files(string written)
    {
        File("a.tif", Utm(2, 1), ElementType.UInt16, noData: 2);
        Item("""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"],"data_type":"uint16","nodata":WRITTEN}}""".Replace("WRITTEN", written,
            StringComparison.Ordinal));
        Assert.Equal([1, double.NaN], Read(Load()));
        Assert.Contains(Warnings, message => message.Contains("no-data", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"eo:cloud_cover":{"lt":50}}""", "1")]
    [InlineData("""{"eo:cloud_cover":{"gte":10,"lt":80}}""", "1,2")]
    [InlineData("""{"eo:cloud_cover":{"between":[70,100]}}""", "2")]
    [InlineData("""{"platform":{"in":["b","c"]}}""", "2")]
    [InlineData("""{"platform":{"eq":"a"},"eo:cloud_cover":{"neq":70}}""", "1")]
    public void Conditions_may_be_written_in_short(string properties, string items)
    {
        files.With(Path.Combine(folder, "a.tif"), Utm(1, 1), ElementType.UInt8, null, [1])
            .With(Path.Combine(folder, "b.tif"), Utm(1, 1), ElementType.UInt8, null, [2]);
        Item("""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"]}}""", more: ""","eo:cloud_cover":10,"platform":"a" """);
        Item("""{"B":{"href":"b.tif","type":"image/tiff","roles":["data"]}}""", """ "datetime":"2024-05-02T00:00:00Z" """,
            ""","eo:cloud_cover":70,"platform":"b" """);
        Assert.Equal(items, string.Join(',', Read(Load(("properties", properties)))));
        Assert.Contains(Warnings, message => message.Contains("is no child process; it is taken as: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"eo:cloud_cover":{"about":50}}""")]
    [InlineData("""{"eo:cloud_cover":50}""")]
    [InlineData("""{"eo:cloud_cover":{"between":[1]}}""")]
    [InlineData("""{"eo:cloud_cover":{}}""")]
    public void Conditions_in_no_form_are_refused(string properties)
    {
        Item("""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"]}}""");
        Assert.Equal(("ProcessParameterInvalid", "properties"), Refused(("properties", properties)) is var fault ? (fault.Code, fault.Parameter) : default);
    }

    [Fact]
    public void Cells_that_a_mask_hides_are_no_data()
    {
        var path = File("a.tif", Utm(3, 1), ElementType.UInt8, null);
        files.Change(path, info => info with { Bands = [info.Bands[0] with { IsMasked = true }] }).Hidden[path] = [1];
        File("b.tif", Utm(3, 1), ElementType.UInt8, null);
        Item("""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"]}}""");
        Item("""{"B":{"href":"b.tif","type":"image/tiff","roles":["data"]}}""", """ "datetime":"2024-05-02T00:00:00Z" """);
        Assert.Equal([1, double.NaN, 3, 1, 2, 3], Read(Load()));
    }

    [Fact]
    public void Bands_that_nobody_declares_are_found_in_the_file_but_for_alpha()
    {
        var path = File("a.tif", Utm(1, 1), ElementType.UInt16, 0, bands: 4);
        files.Change(path, info => info with
        {
            Bands = [.. info.Bands.Select((band, i) => band with { Name = ((string[])["blue", "green", "red", "alpha"])[i], IsAlpha = i == 3 })],
        });
        Item("""{"data":{"href":"a.tif","type":"image/tiff","roles":["data"]}}""");
        Assert.Equal(["blue", "green", "red"], Labels(Load(), "bands"));
        Assert.Equal([201, 1], Read(Load(("bands", """["red","blue"]"""))));
        Assert.Equal(["blue", "green", "red"], Labels(Load(("bands", """["data"]""")), "bands"));
    }

    [Fact]
    public void The_same_band_in_several_assets_is_had_by_their_keys()
    {
        File("fine.tif", Utm(2, 2), ElementType.UInt16, 0);
        File("coarse.tif", Utm(1, 1, step: 20), ElementType.UInt16, 0);
        const string asset = """{"href":"NAME.tif","type":"image/tiff","roles":["data"],"bands":[{"name":"B02","eo:common_name":"blue"}]}""";
        Item("{\"B02_10m\":" + asset.Replace("NAME", "fine", StringComparison.Ordinal) + ",\"B02_20m\":" + asset.Replace("NAME", "coarse",
            StringComparison.Ordinal) + "}");
        Assert.Equal(["B02"], Labels(Load(), "bands"));
        Assert.Equal(4, Read(Load()).Length);
        Assert.Equal([1], Read(Load(("bands", """["B02_20m"]"""))));
        Assert.Equal(["B02_20m"], Labels(Load(("bands", """["B02_20m"]""")), "bands"));
        Assert.Equal(["B02"], Labels(Load(("bands", """["blue"]""")), "bands"));
    }

    [Fact]
    public void A_common_name_means_all_bands_that_have_it()
    {
        foreach (var name in (string[])["B05", "B06", "B8A"]) File($"{name}.tif", Utm(1, 1), ElementType.UInt16, 0);
        const string asset = """
            "NAME":{"href":"NAME.tif","type":"image/tiff","roles":["data"],"bands":[{"name":"NAME","eo:common_name":"COMMON"}]}
            """;
        Item("{" + string.Join(',', ((string, string)[])[("B05", "rededge"), ("B06", "rededge"), ("B8A", "nir08")] is var all ? all.Select(one =>
            asset.Replace("NAME", one.Item1, StringComparison.Ordinal).Replace("COMMON", one.Item2, StringComparison.Ordinal)) : []) + "}");
        Assert.Equal(["B05", "B06"], Labels(Load(("bands", """["rededge"]""")), "bands"));
        Assert.Equal(["B8A", "B06", "B05"], Labels(Load(("bands", """["nir08","B06","rededge"]""")), "bands"));
    }

    [Fact]
    public void Quality_bands_and_pictures_are_there_when_they_are_asked_for()
    {
        foreach (var name in (string[])["red", "qa", "visual"]) File($"{name}.tif", Utm(1, 1), ElementType.UInt8, 0);
        Item("""
            {"visual":{"href":"visual.tif","type":"image/tiff","roles":["visual"],"bands":[{"name":"red"}]},
             "red":{"href":"red.tif","type":"image/tiff; application=geotiff","roles":["data"],"bands":[{"name":"red"}]},
             "qa":{"href":"qa.tif","type":"image/tiff","roles":["metadata","cloud"]},
             "thumbnail":{"href":"t.png","type":"image/png","roles":["thumbnail"]},"info":{"href":"i.json","type":"application/json","roles":["metadata"]}}
            """);
        Assert.Equal(["red"], Labels(Load(), "bands"));
        Assert.Equal(["red", "qa"], Labels(Load(("bands", """["red","qa"]""")), "bands"));
        Assert.Equal(["visual"], Labels(Load(("bands", """["visual"]""")), "bands"));
        Assert.Contains("there are red", Refused(("bands", """["info"]""")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"href":"a.tif"}""")]
    [InlineData("""{"href":"a.tif?sig=x","type":null,"roles":null}""")]
    [InlineData("""{"href":"a","eo:bands":[{"name":"B"}]}""")]
    [InlineData("""{"href":"a","proj:epsg":32632}""")]
    [InlineData("""{"href":"a.tif","type":"image/geotiff","roles":["reflectance"]}""")]
    [InlineData("""{"href":"a","type":"application/octet-stream","roles":["data"]}""")]
    public void Type_and_roles_are_optional(string asset)
    {
        foreach (var name in (string[])["a.tif", "a", "a.tif?sig=x"]) File(name, Utm(1, 1), ElementType.UInt8, 0);
        Item("{\"B\":" + asset + "}");
        Assert.Equal([1], Read(Load()));
    }

    [Theory]
    [InlineData("2020-01-01", "2021-01-01", "2020")]
    [InlineData("2020-01-01", null, "2020,2021")]
    [InlineData("2020-06-01", "2020-07-01", "2020")]
    [InlineData("2019-06-01", "2020-06-01", "2020")]
    [InlineData(null, "2020-01-01", "2019")]
    [InlineData("2021-06-01", null, "")]
    public void An_item_about_a_time_counts_by_its_beginning_or_when_it_holds_all_that_is_asked_for(string? start, string? end, string years)
    {
        foreach (var year in (int[])[2019, 2020, 2021])
        {
            files.With(Path.Combine(folder, $"{year}.tif"), Utm(1, 1), ElementType.Int16, -1, [[year]]);
            Item("""{"B":{"href":"YEAR.tif","type":"image/tiff","roles":["data"]}}""".Replace("YEAR", $"{year}", StringComparison.Ordinal),
                $""" "datetime":null,"start_datetime":"{year}-01-01T00:00:00Z","end_datetime":"{year + 1}-01-01T00:00:00Z" """);
        }
        (string, object?)[] extent = [("temporal_extent", new ArrayValue([Text(start), Text(end)]))];
        if (years.Length == 0) Assert.Equal("NoDataAvailable", Refused(extent).Code);
        else Assert.Equal(years.Split(',').Select(double.Parse), Read(Load(extent)));

        static Value Text(string? text) => text is null ? Value.Null : new StringValue(text);
    }

    [Fact]
    public void Where_metadata_and_file_disagree_the_file_is_believed_and_that_is_told()
    {
        File("moved.tif", Utm(2, 2, west: 500_040), ElementType.UInt16, 0);
        Item("""{"B":{"href":"moved.tif","type":"image/tiff","roles":["data"],"data_type":"uint16","nodata":0}}""", more: """
            ,"proj:code":"EPSG:32632","proj:shape":[2,2],"proj:transform":[10,0,500000,0,-10,5000000]
            """);
        var cube = Load();
        Assert.Equal(500_040, cube.Schema.Grid!.OriginX);
        Assert.Contains(Warnings, message => message.Contains("500040", StringComparison.Ordinal) && message.Contains("500000", StringComparison.Ordinal));
    }

    [Fact]
    public void Metadata_place_a_file_that_does_not_say_where_it_is()
    {
        var path = File("bare.tif", new Grid(null, 0, 0, 1, 1, 2, 2), ElementType.UInt16, 0);
        files.Change(path, info => info with { Unplaced = "it does not say where it is" });
        Item("""{"B":{"href":"bare.tif","type":"image/tiff","roles":["data"]}}""", more: """
            ,"proj:code":"EPSG:32632","proj:shape":[2,2],"proj:transform":[10,0,500000,0,-10,5000000]
            """);
        Assert.Equal(Utm(2, 2), Load().Schema.Grid);
        Assert.Contains(Warnings, message => message.Contains("metadata alone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_with_control_points_only_is_refused()
    {
        var path = File("gcp.tif", new Grid("EPSG:4326", 0, 0, 1, 1, 2, 2), ElementType.UInt16, 0);
        files.Change(path, info => info with { Unplaced = "it has ground control points instead of a grid" });
        Item("""{"B":{"href":"gcp.tif","type":"image/tiff","roles":["data"]}}""");
        Assert.Contains("control points", Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(179.5, -179.5)]
    [InlineData(179.5, 180.5)]
    [InlineData(-180.5, -179.5)]
    [InlineData(539.5, 540.5)]
    public void Tiles_on_both_sides_of_the_antimeridian_are_joined(double west, double east)
    {
        File("left.tif", new Grid("EPSG:4326", 178, 1, 0.5, -0.5, 4, 2), ElementType.Int16, -1);
        File("right.tif", new Grid("EPSG:4326", -180, 1, 0.5, -0.5, 4, 2), ElementType.Int16, -1);
        Item("""{"B":{"href":"left.tif","type":"image/tiff","roles":["data"]}}""", bbox: "[178,0,180,1]");
        Item("""{"B":{"href":"right.tif","type":"image/tiff","roles":["data"]}}""", bbox: "[-180,0,-178,1]");
        var cube = Load(("spatial_extent", new ObjectValue(System.Collections.Immutable.ImmutableSortedDictionary<string, Value>.Empty
            .Add("west", Value.Of(west)).Add("east", Value.Of(east)).Add("south", Value.Of(0d)).Add("north", Value.Of(1d)))));
        Assert.Equal([4, 1, 8, 5], Read(cube));
    }

    [Fact]
    public void One_file_around_the_world_gives_both_of_its_ends()
    {
        File("world.tif", new Grid("EPSG:4326", 0, 1, 90, -1, 4, 1), ElementType.Int16, -1);   // from 0 to 360
        Item("""{"B":{"href":"world.tif","type":"image/tiff","roles":["data"]}}""", bbox: "[-180,0,180,1]");
        Assert.Equal([4, 1], Read(Load(("spatial_extent", """{"west":-90,"east":90,"south":0,"north":1}"""))));
        Assert.Equal([3, 4, 1, 2], Read(Load(("spatial_extent", """{"west":-180,"east":180,"south":0,"north":1}"""))));
    }

    [Fact]
    public void Links_with_escapes_lead_to_the_file_that_is_there()
    {
        System.IO.File.WriteAllText(Path.Combine(folder, "100%25.tif"), "");
        foreach (var name in (string[])["with space é.tif", "100%25.tif"]) File(name, Utm(1, 1), ElementType.UInt8, 0);
        Item("""
            {"B":{"href":"with%20space%20%C3%A9.tif","type":"image/tiff","roles":["data"]},"C":{"href":"100%25.tif","type":"image/tiff","roles":["data"]}}
            """);
        Assert.Equal([1, 1], Read(Load()));
    }

    [Theory]
    [InlineData("[null,45,10,46]")]
    [InlineData("[\"8\",45,10,46]")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_bbox_that_is_none_does_not_hide_an_item(string bbox)
    {
        File("a.tif", Utm(1, 1), ElementType.UInt8, 0);
        Item("""{"B":{"href":"a.tif","type":"image/tiff","roles":["data"]},"none":null,"text":"x"}""", bbox: bbox);
        Assert.Equal([1], Read(Load()));
    }
}
