using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Tests.Processes.Vectors;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Files of vector cubes, and what is read for them.</summary>
public sealed class VectorOutputTests : IDisposable
{
    const int Size = 128;

    readonly FakeReader reader = new();
    readonly string folder = Directory.CreateTempSubdirectory("openeo-vectors-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    const string Fields = """
        {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32632"}},"features":[
          {"type":"Feature","id":"f1","properties":{"crop":"wheat, \"old\"","B04":1},"geometry":{"type":"Polygon","coordinates":[
            [[500000,5000000],[500020,5000000],[500020,4999980],[500000,4999980],[500000,5000000]]]}},
          {"type":"Feature","properties":{"crop":null},"geometry":null}]}
        """;

    static RasterCube Means(RasterCube data, object geometries) => CallCube("aggregate_spatial", ("data", data), ("geometries", geometries),
        ("reducer", Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""")));

    /// <summary>Three dates with two bands in files with blocks of 16 × 16.</summary>
    SourceCube Load()
    {
        var grid = new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, Size, Size);
        var layers = Enumerable.Range(0, 3).SelectMany(t =>
        {
            reader.With($"{t}.tif", grid, ElementType.Float32, double.NaN,
                [.. Enumerable.Range(0, 2).Select(b => Enumerable.Range(0, Size * Size).Select(i => (double)(t * 100 + b * 10 + i % 7)).ToArray())]);
            return Enumerable.Range(0, 2)
                .Select(b => new[]
                {
                    new SourceRaster($"{t}.tif", b + 1, grid, ElementType.Float32, double.NaN, new SourceItem($"item{t}.json", $"item{t}")),
                }).ToArray();
        }).ToArray();
        return new SourceCube(new CubeSchema([T("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z"), B("B1", "B2"), Y(Size), X(Size)],
            ElementType.Float32, double.NaN), reader, layers);
    }

    RunOutcome Run(long budget, params (string Node, RasterCube Cube, string? Format)[] saved)
    {
        Output[] outputs =
            [.. saved.Select(one => new Output(one.Node, "save_result", new CubeValue(one.Cube), one.Format, ImmutableDictionary<string, Value>.Empty))];
        var plan = new Plan(reader, new EngineOptions { MemoryBudget = budget, Threads = 2 }, outputs, outputs[0].Value);
        return plan.Run(folder, OutputDefaults.Batch, new Nobody(), CancellationToken.None);
    }

    string Text(OutputFile file) => File.ReadAllText(Path.Combine(folder, file.Name));

    [Theory]
    [InlineData(512L << 20)]
    [InlineData(1_000_000L)]
    public void Ten_thousand_polygons_read_each_block_once(long budget)
    {
        var data = Load();
        var polygons = VectorTesting.Polygons(VectorTesting.Stars(10_000, Size, 5, seed: 8));
        var file = Assert.Single(Run(budget, ("save", Means(data, polygons), "CSV")).Files);

        var pixels = reader.Reads.SelectMany(read => from y in Enumerable.Range(read.Y, read.Height)
                                                     from x in Enumerable.Range(read.X, read.Width)
                                                     select (read.Location, read.Band, x, y)).ToList();
        Assert.Equal(pixels.Count, pixels.Distinct().Count());
        Assert.Equal(3 * 2 * Size * Size, pixels.Count);
        Assert.Equal(1 + 3 * 10_000, Text(file).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["item0", "item1", "item2"], file.DerivedFrom.Select(item => item.Id));
        Assert.Equal(("2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z"), file.Interval);
    }

    [Fact]
    public void GeoJSON_has_properties_values_by_label_and_longitude_before_latitude()
    {
        var data = Counting(T("2024-01-01", "2024-01-02"), B("B04"), Y(4), X(4));
        var file = Assert.Single(Run(1 << 28, ("save", Means(data, Fields), null)).Files);
        Assert.Equal(("openEO.geojson", "application/geo+json", "GeoJSON"), (file.Name, file.MediaType, file.Format));
        var json = JsonNode.Parse(Text(file))!;
        var (first, second) = (json["features"]![0]!, json["features"]![1]!);
        Assert.Equal("f1", first["id"]!.ToString());
        Assert.Equal("""{"B04":1,"crop":"wheat, \u0022old\u0022","2024-01-01~B04":2.5,"2024-01-02~B04":18.5}""", first["properties"]!.ToJsonString());
        Assert.Null(second["geometry"]);
        Assert.Null(second["properties"]!["2024-01-01~B04"]);
        var corner = first["geometry"]!["coordinates"]![0]![0]!.AsArray();
        Assert.Equal((9, 45.15), (Math.Round((double)corner[0]!, 2), Math.Round((double)corner[1]!, 2)));
        Assert.Equal((2, "Polygon", "EPSG:32632"), ((int)file.Vectors!.Count, Assert.Single(file.Vectors.GeometryTypes), file.Vectors.Crs));
        Assert.Equal(["B04 number", "crop string", "2024-01-01~B04 number", "2024-01-02~B04 number"],
            file.Vectors.Fields.Select(field => $"{field.Name} {field.Type}"));
        Assert.InRange(file.Bounds!.Value.West, 8.99, 9.01);
        Assert.Contains("\"type\":\"geometry\"", file.CubeDimensions, StringComparison.Ordinal);
    }

    [Fact]
    public void CSV_has_a_row_for_each_date_and_geometry()
    {
        var data = Counting(T("2024-01-01", "2024-01-02"), B("B04"), Y(4), X(4));
        var lines = Text(Assert.Single(Run(1 << 28, ("save", Means(data, Fields), "csv")).Files)).Split("\r\n");
        Assert.Equal("date,feature_index,B04_2,id,B04,crop,geometry", lines[0]);
        Assert.StartsWith("2024-01-01,0,2.5,f1,1,\"wheat, \"\"old\"\"\",\"POLYGON ((", lines[1], StringComparison.Ordinal);
        Assert.Equal("2024-01-01,1,,,,,", lines[2]);
        Assert.StartsWith("2024-01-02,0,18.5,f1", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_has_the_forms_that_clients_turn_into_data_frames()
    {
        var data = Counting(T("2024-01-01", "2024-01-02"), B("B04", "B08"), Y(2), X(2));
        Assert.Equal("""{"2024-01-01":[[1.5,5.5],[null,null]],"2024-01-02":[[9.5,13.5],[null,null]]}""",
            Text(Assert.Single(Run(1 << 28, ("save", Means(data, Fields), "JSON")).Files)));
        Assert.Equal("[[1.5],[null]]", Text(Assert.Single(Run(1 << 28, ("save", Means(Counting(Y(2), X(2)), Fields), "JSON")).Files)));
        Assert.Contains("FeatureCollection", Text(Assert.Single(Run(1 << 28, ("save", CallCube("load_geojson", ("data", Fields)), "JSON")).Files)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_runs_once_for_several_files_and_below_others()
    {
        var data = Load();
        var means = Means(data, VectorTesting.Box(0, 0, 128, 128));
        var painted = CallCube(reader, "vector_to_raster", ("data", means), ("target", Counting(Y(Size), X(Size))));
        var files = Run(1 << 20, ("a", means, "CSV"), ("b", painted, "netCDF"), ("c", Means(painted, VectorTesting.Box(0, 0, 64, 64)), "JSON")).Files;
        Assert.Equal(3 * 2 * Size * Size, reader.CellsRead);
        Assert.Equal(["a.csv", "b.nc", "c.json"], files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(reader.Written["b.nc"][0], (double)JsonNode.Parse(Text(files.Single(file => file.Name == "c.json")))!["2024-01-01T00:00:00Z"]![0]![0]!, 9);
    }

    [Theory]
    [InlineData("GTiff", "vector_to_raster")]
    [InlineData("netCDF", "no vector cubes")]
    public void A_format_of_pixels_is_no_format_of_geometries(string format, string said)
    {
        var fault = Assert.Throws<ProcessGraphException>(() => Run(1 << 28, ("save", CallCube("load_geojson", ("data", Fields)), format))).Faults[0];
        Assert.Equal("FormatUnsuitable", fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Equal("FormatUnsuitable", Assert.Throws<ProcessGraphException>(() => Run(1 << 28, ("save", Counting(Y(2), X(2)), "GeoJSON"))).Faults[0].Code);
    }

    [Fact]
    public void Files_of_the_user_are_read_in_their_order_and_nothing_else()
    {
        var path = Path.Combine(folder, "mine.geojson");
        File.WriteAllText(path, Fields);
        Value Load(string format, params string[] paths) => new ProcessCall("load_uploaded_files", reader, path, Fields)
            .Invoke(("paths", new ArrayValue([.. paths.Select(one => new StringValue(one))])), ("format", new StringValue(format)));

        var cube = ((CubeValue)Load("geojson", "mine.geojson", "./mine.geojson")).Cube;
        Assert.Equal((4, "EPSG:32632"), (cube.Schema.Geometries!.Count, cube.Schema.Geometries.Table.Crs));
        Assert.Equal("FileNotFound", Assert.Throws<ProcessGraphException>(() => Load("GeoJSON", "other.geojson")).Faults[0].Code);
        File.WriteAllText(path, "{\"type\":\"Feature\"");
        var fault = Assert.Throws<ProcessGraphException>(() => Load("GeoJSON", "mine.geojson")).Faults[0];
        Assert.Equal("FormatUnsuitable", fault.Code);
        Assert.DoesNotContain(folder, fault.Message, StringComparison.Ordinal);
        Assert.Equal("FormatUnsuitable", Assert.Throws<ProcessGraphException>(() => Load("Parquet", "mine.geojson")).Faults[0].Code);
    }

    [Fact]
    public void A_web_address_is_read_where_the_operator_allows_it_and_as_what_it_is_said_to_be()
    {
        Value Load(string url, string format, string content = Fields) => new ProcessCall("load_url", reader, "", content)
            .Invoke(("url", new StringValue(url)), ("format", new StringValue(format)));

        Assert.Equal(2, ((CubeValue)Load("https://data.test/fields", "GEOJSON")).Cube.Schema.Geometries!.Count);
        Assert.Equal("FormatUnsuitable", Fault(() => Load("https://data.test/fields", "GeoJSON", "[1]")));
        Assert.Equal("FormatUnsuitable", Fault(() => Load("https://data.test/fields", "GeoJSON", "{}")));
        Assert.Equal("FormatUnsuitable", Fault(() => Load("https://data.test/fields", "GPKG")));
        Assert.Equal("FormatUnsuitable", Fault(() => Load("https://data.test/fields", "Parquet")));
        Assert.Equal("PermissionsInsufficient", Fault(() => Load("https://elsewhere.test/fields", "GeoJSON")));
        Assert.Equal("ProcessParameterInvalid", Fault(() => Load("/etc/passwd", "GeoJSON")));

        static string Fault(Func<Value> call) => Assert.Throws<ProcessGraphException>(call).Faults[0].Code;
    }

    static RasterCube CallCube(IRasterLibrary rasters, string process, params (string Name, object? Value)[] arguments) =>
        ((CubeValue)Call(rasters, process, arguments)).Cube;

    static RasterCube CallCube(string process, params (string Name, object? Value)[] arguments) => CubeTesting.CallCube(process, arguments);

    /// <summary>A call by a user who has one file, and sees one web server, which always answers the same.</summary>
    sealed class ProcessCall(string process, IRasterLibrary rasters, string file, string content) : HttpMessageHandler
    {
        public Value Invoke(params (string Name, Value Value)[] arguments)
        {
            var found = ProcessCatalog.Find(process)!;
            var values = found.Definition.Parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Default);
            foreach (var (name, value) in arguments) values = values.SetItem(name, value);
            var user = UserContext.Nobody with { Files = new Dictionary<string, string> { [Path.GetFileName(file)] = file } };
            return found.Invoke(new Arguments(process, values),
                new Evaluation(new EvaluationServices(rasters, null!, new StacDocuments(new HttpClient(this)), new LocationPolicy([], ["data.test"]), user,
                    null, CancellationToken.None)));
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new() { Content = new StringContent(content) };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }

    sealed class Nobody : IRunObserver
    {
        public void Progress(int done, int planned) => Assert.True(done <= planned);

        public void Completed(OutputFile file)
        {
        }

        public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
        {
        }
    }
}
