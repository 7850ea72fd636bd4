using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Raster cubes as text: tables and coverages.</summary>
public sealed class RasterTextsTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-texts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    OutputFile Run(RasterCube cube, string format, long budget = 1 << 28, int threads = 2)
    {
        Output[] outputs = [new("save", "save_result", new CubeValue(cube), format, ImmutableDictionary<string, Value>.Empty)];
        var plan = new Plan(new FakeReader(), new EngineOptions { MemoryBudget = budget, Threads = threads }, outputs, outputs[0].Value);
        return Assert.Single(plan.Run(folder, OutputDefaults.Batch, new Silent(), CancellationToken.None).Files);
    }

    string Text(RasterCube cube, string format, long budget = 1 << 28, int threads = 2) =>
        File.ReadAllText(Path.Combine(folder, Run(cube, format, budget, threads).Name));

    string[] Lines(RasterCube cube) => Text(cube, "csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    static CountingCube Series() => Counting(X(3), B("B04", "t"), T("2024-01-01", "2024-01-11"), Y(2));

    sealed class Silent : IRunObserver
    {
        public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
        {
        }

        public void Progress(int done, int planned)
        {
        }

        public void Completed(OutputFile file)
        {
        }
    }

    [Fact]
    public void A_table_has_a_row_for_each_pixel_and_date_in_this_order_whatever_that_of_the_cube()
    {
        var lines = Lines(Series());
        Assert.Equal("t,y,x,B04,t_2", lines[0]);
        // Cells count in the order x, bands, t, y.
        Assert.Equal("2024-01-01,4999995,500005,0,4", lines[1]);
        Assert.Equal("2024-01-01,4999995,500015,8,12", lines[2]);
        Assert.Equal("2024-01-01,4999985,500005,1,5", lines[4]);
        Assert.Equal("2024-01-11,4999995,500005,2,6", lines[7]);
        Assert.Equal(1 + 2 * 2 * 3, lines.Length);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_are_as_their_type_has_them_and_no_data_is_empty()
    {
        Assert.Equal(["y,x,value", "4999995,500005,0.1", "4999995,500015,", "4999995,500025,inf"],
            Lines(Cube(ElementType.Float32, double.NaN, [0.1f, double.NaN, double.PositiveInfinity], Y(1), X(3))));
        Assert.Equal(["x,value", "500005,", "500015,-3"], Lines(Cube(ElementType.Int16, -9, [-9, -3], X(2))));
        Assert.Equal(["x,value", "500005,true", "500015,false"], Lines(Cube(ElementType.Boolean, null, [1, 0], X(2))));
        Assert.Equal(["a,\"b, \"\"c\"\"\"", "1.5,2.5"], Lines(Cube([1.5, 2.5], B("a", "b, \"c\""))));
        Assert.Equal(["level,t,value", "low,2024-01-01,7"],
            Lines(Cube([7], LabelledDimension.Of("level", DimensionType.Other, ["low"]), T("2024-01-01"))));
    }

    [Theory]
    [InlineData("CSV")]
    [InlineData("CovJSON")]
    public void Windows_and_threads_do_not_change_a_byte(string format)
    {
        var cube = Counting(T("2024-01-01", "2024-01-11"), B("a", "b"), Y(700), X(900));
        var whole = Text(cube, format, 1L << 30, 1);
        Assert.Equal(whole, Text(cube, format, 1 << 20, 2));
        Assert.Equal(whole, Text(cube, format, 300_000, 2));
    }

    [Fact]
    public void A_coverage_has_the_axes_of_a_grid_and_an_array_for_each_band()
    {
        var file = Run(Series(), "COVJSON");
        Assert.Equal(("openEO.covjson", "application/prs.coverage+json", "CovJSON"), (file.Name, file.MediaType, file.Format));
        Assert.Equal(["B04", "t"], file.Bands.Select(band => band.Name));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file.Name)))!;
        var domain = json["domain"]!;
        Assert.Equal(("Coverage", "Domain", "Grid"), ((string?)json["type"], (string?)domain["type"], (string?)domain["domainType"]));
        Assert.Equal("""{"x":{"start":500005,"stop":500025,"num":3},"y":{"start":4999995,"stop":4999985,"num":2},"t":{"values":["2024-01-01","2024-01-11"]}}""",
            domain["axes"]!.ToJsonString());
        Assert.Equal("http://www.opengis.net/def/crs/EPSG/0/32632", (string?)domain["referencing"]![0]!["system"]!["id"]);
        Assert.Equal("TemporalRS", (string?)domain["referencing"]![1]!["system"]!["type"]);
        Assert.Equal("""{"type":"NdArray","dataType":"float","axisNames":["t","y","x"],"shape":[2,2,3],"values":[4,12,20,5,13,21,6,14,22,7,15,23]}""",
            json["ranges"]!["t"]!.ToJsonString());
        Assert.Equal("Parameter", (string?)json["parameters"]!["B04"]!["type"]);
    }

    [Theory]
    [InlineData("EPSG:4326", "", "CRS84", "x,y")]
    [InlineData("EPSG:3035", """PROJCRS["a",BASEGEOGCRS["b"],CS[Cartesian,2],AXIS["(Y)",north,ORDER[1]],AXIS["(X)",east]]""", "EPSG/0/3035", "y,x")]
    [InlineData("EPSG:32632", """PROJCRS["a",CS[Cartesian,2], AXIS["(E)",east,ORDER[1]],AXIS["(N)",north]]""", "EPSG/0/32632", "x,y")]
    public void Coordinates_are_named_in_the_order_of_the_reference_system(string code, string wkt, string id, string order)
    {
        var schema = new CubeSchema([Y(1), X(1)], ElementType.Int16, -1);
        using var cells = new CellScratch(schema, Path.Combine(folder, "cells"));
        using var pool = new BlockPool();
        using var block = pool.Rent(ElementType.Int16, 1, 1);
        BlockCopy.Fill(block, -1);
        cells.Write(schema.Full, block);
        using var text = new StringWriter();
        new CovJsonRaster(schema, new CrsInfo(code, wkt, code == "EPSG:4326", 1)).Write(text, cells);
        var json = JsonNode.Parse(text.ToString())!;
        var reference = json["domain"]!["referencing"]![0]!;
        Assert.EndsWith(id, (string?)reference["system"]!["id"], StringComparison.Ordinal);
        Assert.Equal(order, string.Join(',', reference["coordinates"]!.AsArray().Select(name => (string?)name)));
        Assert.Equal("""{"type":"NdArray","dataType":"integer","axisNames":["y","x"],"shape":[1,1],"values":[null]}""",
            json["ranges"]!["value"]!.ToJsonString());
    }

    [Fact]
    public void What_a_format_has_no_place_for_is_refused_before_anything_is_computed()
    {
        var level = LabelledDimension.Of("level", DimensionType.Other, ["low", "high"]);
        Assert.Contains("no place for the dimension 'level' with 2 labels", Refused(Counting(level, Y(2), X(2)), "CovJSON"), StringComparison.Ordinal);
        Assert.Contains("needs the spatial dimensions x and y", Refused(Counting(T("2024-01-01"), B("a")), "CovJSON"), StringComparison.Ordinal);
        Assert.Contains("at most 50000000", Refused(new ConstantCube(new CubeSchema([Y(10_000), X(10_000)], ElementType.Float32, double.NaN), 1), "CSV"),
            StringComparison.Ordinal);
        // A single label of a further dimension tells nothing apart.
        Assert.Contains("\"shape\":[2,2]", Text(Counting(LabelledDimension.Of("level", DimensionType.Other, ["low"]), Y(2), X(2)), "CovJSON"),
            StringComparison.Ordinal);
    }

    string Refused(RasterCube cube, string format)
    {
        var fault = Assert.Throws<ProcessGraphException>(() => Run(cube, format)).Faults[0];
        Assert.Equal(("FormatUnsuitable", "save"), (fault.Code, fault.Node));
        return fault.Message;
    }

    [SkippableFact]
    public void Data_frames_are_read_from_it()
    {
        const string Python = "/usr/bin/python3";
        var file = Run(Counting(T("2024-01-01", "2024-01-11"), B("B04", "B08"), Y(4), X(5)), "CSV");
        var script = "import sys, pandas; d = pandas.read_csv(sys.argv[1], parse_dates=['t']); "
            + "c = d.set_index(['t', 'y', 'x']).to_xarray(); print(c.sizes['t'], c.sizes['y'], c.sizes['x'], float(c.B08.sum()))";
        Skip.IfNot(File.Exists(Python));
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Python, ["-c", script, Path.Combine(folder, file.Name)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (said, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        Skip.If(error.Contains("ModuleNotFoundError", StringComparison.Ordinal));
        var sum = Enumerable.Range(20, 20).Concat(Enumerable.Range(60, 20)).Sum().ToString("F1", CultureInfo.InvariantCulture);
        Assert.Equal($"2 4 5 {sum}", said.Trim());
    }
}
