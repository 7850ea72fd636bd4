using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class NetCdfTests : GdalTest
{
    /// <summary>Everything an xarray user sees of a file, as JSON.</summary>
    const string Look = """
        import sys, json, xarray, rioxarray
        def var(v):
            return dict(dims=list(v.dims), dtype=str(v.dtype), shape=list(v.shape), attrs={k: str(a) for k, a in v.attrs.items()},
                        encoding={k: str(v.encoding.get(k)) for k in ('dtype', '_FillValue', 'grid_mapping', 'chunksizes', 'zlib', 'shuffle')})
        def look(path):
          d = xarray.open_dataset(path, decode_coords='all')
          crs = d.rio.crs
          return dict(
            vars={n: var(d[n]) for n in d.data_vars}, coords={n: var(d[n]) for n in d.coords}, attrs={k: str(v) for k, v in d.attrs.items()},
            crs=None if crs is None else crs.to_epsg(), transform=list(d.rio.transform())[:6] if 'x' in d.dims else None,
            labels={n: [str(v) for v in d[n].values] for n in d.coords if d[n].ndim == 1},
            cells={n: [None if v != v else float(v) for v in d[n].values.ravel()[:400]] for n in d.data_vars})
        print(json.dumps([look(path) for path in sys.argv[1:]]))
        """;

    static CubeSchema TimeSeries(ElementType element, double? noData, string[] times, params string[] bands)
    {
        var plane = Schema(element, noData, 30, 20);
        return plane with
        {
            Dimensions =
            [
                LabelledDimension.Of("t", DimensionType.Temporal, times), LabelledDimension.Of("bands", DimensionType.Bands, bands), .. plane.Dimensions,
            ],
        };
    }

    static double Cell(int[] position) => position.Aggregate(0, (value, index) => value * 31 + index) % 20011;

    JsonNode WriteAndLook(CubeSchema schema, Func<int[], double>? cell = null, IReadOnlyDictionary<string, string>? tags = null,
        params (string, object?)[] options) =>
        LookAt(Write("cube.nc", schema, cell, tags, options))[0]!;

    static JsonNode LookAt(params string[] paths) => RunPython("xarray, rioxarray, netCDF4", Look, paths);

    string Write(
        string name, CubeSchema schema, Func<int[], double>? cell = null, IReadOnlyDictionary<string, string>? tags = null, params (string, object?)[] options)
    {
        var path = PathOf(name);
        using (var sink = Library.Create(Target(path, "NetCDF", schema, options) with { Tags = tags ?? new Dictionary<string, string>() }))
        {
            if (schema.Grid is null) WriteAll(sink, schema, cell ?? Cell, [schema.Full]);
            else WriteAll(sink, schema, cell ?? Cell);
            sink.Complete([.. Enumerable.Repeat(AnyStatistics, schema.Find(DimensionType.Bands)?.Count ?? 1)]);
        }
        return path;
    }

    static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => item!.ToString())];

    [SkippableFact]
    public void Opens_in_xarray_with_a_variable_for_each_band()
    {
        var seen = WriteAndLook(TimeSeries(ElementType.Float32, double.NaN, ["2022-06-01", "2022-06-11", "2022-07-01"], "B04", "8A", "t"),
            tags: new Dictionary<string, string> { ["title"] = "A cube", ["institution"] = "Us", ["history"] = "made" });
        Assert.Equal(["B04", "v_8A", "t_2"], seen["vars"]!.AsObject().Select(variable => variable.Key));
        Assert.All(seen["vars"]!.AsObject(), variable => Assert.Equal(["t", "y", "x"], Texts(variable.Value!["dims"])));
        Assert.Equal(("CF-1.8", "A cube", "Us", "made"), ((string?)seen["attrs"]!["Conventions"], (string?)seen["attrs"]!["title"],
            (string?)seen["attrs"]!["institution"], (string?)seen["attrs"]!["history"]));
        Assert.Equal(32632, (int)seen["crs"]!);
        Assert.Equal([10, 0, 674990, 0, -10, 5154960], seen["transform"]!.AsArray().Select(number => (double)number!));
        var band = seen["vars"]!["v_8A"]!;
        Assert.Equal(("float32", "nan", "crs", "True", "True"), ((string?)band["dtype"], (string?)band["encoding"]!["_FillValue"],
            (string?)band["encoding"]!["grid_mapping"], (string?)band["encoding"]!["zlib"], (string?)band["encoding"]!["shuffle"]));
        Assert.Equal("8A", (string?)band["attrs"]!["long_name"]);
        Assert.Equal("datetime64[ns]", (string?)seen["coords"]!["t"]!["dtype"]);
        Assert.Equal("2022-06-11T00:00:00.000000000", Texts(seen["labels"]!["t"])[1]);
        Assert.Equal("projection_x_coordinate", (string?)seen["coords"]!["x"]!["attrs"]!["standard_name"]);
        Assert.Equal("m", (string?)seen["coords"]!["y"]!["attrs"]!["units"]);
        Assert.Equal("transverse_mercator", (string?)seen["coords"]!["crs"]!["attrs"]!["grid_mapping_name"]);
        Assert.Equal(["674995.0", "675005.0"], Texts(seen["labels"]!["x"])[..2]);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => Cell([0, 1, i / 20, i % 20])), seen["cells"]!["v_8A"]!.AsArray().Select(cell => (double)cell!));
    }

    [SkippableFact]
    public void Instants_become_seconds_and_other_labels_stay_text()
    {
        var seen = LookAt(
            Write("instants.nc", TimeSeries(ElementType.UInt16, 0, ["2022-06-01T10:20:30Z", "2022-06-01T12:20:30.5+01:00"], "B04")),
            Write("seasons.nc", TimeSeries(ElementType.UInt16, 0, ["2022-djf", "2022-mam"], "B04")));
        Assert.Equal(["2022-06-01T10:20:30.000000000", "2022-06-01T11:20:30.500000000"], Texts(seen[0]!["labels"]!["t"]));
        Assert.Equal(["2022-djf", "2022-mam"], Texts(seen[1]!["labels"]!["t"]));
    }

    [SkippableFact]
    public void A_cube_without_bands_or_with_other_dimensions_keeps_its_order()
    {
        var plane = Schema(ElementType.Float64, double.NaN, 4, 3);
        var schema = plane with
        {
            Dimensions =
            [
                plane.Dimensions[1], new LabelledDimension("level", DimensionType.Other, [new NumberValue(1000), new NumberValue(850)]), plane.Dimensions[0],
                LabelledDimension.Of("class", DimensionType.Other, ["water", "Wald ü"]),
            ],
        };
        var seen = WriteAndLook(schema, options: ("variable", "share"));
        Assert.Equal(["x", "level", "y", "class"], Texts(seen["vars"]!["share"]!["dims"]));
        Assert.Equal(["1000.0", "850.0"], Texts(seen["labels"]!["level"]));
        Assert.Equal(["water", "Wald ü"], Texts(seen["labels"]!["class"]));
        Assert.Equal(Cell([2, 1, 3, 1]), (double)seen["cells"]!["share"]!.AsArray()[^1]!);
        seen = WriteAndLook(new CubeSchema([LabelledDimension.Of("t", DimensionType.Temporal, ["2020-01-01", "2021-01-01"])], ElementType.Int32, -1));
        Assert.Equal(["t"], Texts(seen["vars"]!["var"]!["dims"]));
        Assert.Null(seen["crs"]);
    }

    [SkippableFact]
    public void Without_bands_there_is_one_variable_var_and_a_grid_mapping_without_dimensions()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 3, 2);
        schema = schema with { Dimensions = [LabelledDimension.Of("t", DimensionType.Temporal, ["2022-06-01", "2022-06-11"]), .. schema.Dimensions] };
        var seen = RunPython("xarray, netCDF4", """
            import json, sys, xarray
            d = xarray.open_dataset(sys.argv[1])
            print(json.dumps({name: list(d[name].dims) for name in d.data_vars}))
            """, Write("plain.nc", schema));
        Assert.Equal("""{"crs":[],"var":["t","y","x"]}""", seen.ToJsonString());
    }

    [SkippableFact]
    public void Keeps_types_and_no_data()
    {
        (ElementType Element, double? NoData, string Name)[] types =
        [
            (ElementType.Boolean, 255, "uint8"), (ElementType.UInt8, null, "uint8"), (ElementType.Int8, -128, "int8"), (ElementType.UInt16, 0, "uint16"),
            (ElementType.Int16, -9999, "int16"), (ElementType.UInt32, null, "uint32"), (ElementType.Int32, null, "int32"),
            (ElementType.Float64, double.NaN, "float64"),
        ];
        var paths = types.Select((type, i) => Write($"{i}.nc", Schema(type.Element, type.NoData, 2, 2), position => (position[0], position[1]) switch
        {
            (0, 0) => type.NoData ?? 7,
            (1, 1) => type.Element.Range.Minimum < 0 ? -5 : 1,
            _ => 1,
        }));
        var seen = LookAt([.. paths]);
        foreach (var (type, i) in types.Select((type, i) => (type, i)))
        {
            Assert.Equal(type.Name, (string?)seen[i]!["vars"]!["var"]!["encoding"]!["dtype"]);
            var cells = seen[i]!["cells"]!["var"]!.AsArray();
            Assert.Equal(type.NoData is null ? 7 : null, (double?)cells[0]);
            Assert.Equal(type.Element.Range.Minimum < 0 ? -5 : 1, (double?)cells[3]);
        }
    }

    [SkippableFact]
    public void Geographic_cubes_have_longitudes_and_latitudes_and_scales_are_applied_by_readers()
    {
        var y = new SpatialDimension("lat", 'y', 50, -0.25, 3, "EPSG:4326");
        var x = new SpatialDimension("lon", 'x', 10, 0.25, 4, "EPSG:4326");
        var schema = new CubeSchema([LabelledDimension.Of("bands", DimensionType.Bands, ["temp"]), y, x], ElementType.Int16, -1)
        {
            Scales = new Dictionary<string, BandScale> { ["temp"] = new(0.5, 100, "K") },
        };
        var seen = WriteAndLook(schema, position => position[2]);
        Assert.Equal(["lat", "lon"], Texts(seen["vars"]!["temp"]!["dims"]));
        Assert.Equal(("longitude", "degrees_east"),
            ((string?)seen["coords"]!["lon"]!["attrs"]!["standard_name"], (string?)seen["coords"]!["lon"]!["attrs"]!["units"]));
        Assert.Equal("K", (string?)seen["vars"]!["temp"]!["attrs"]!["units"]);
        Assert.Equal([100, 100.5, 101, 101.5], seen["cells"]!["temp"]!.AsArray().Take(4).Select(cell => (double)cell!));
        Assert.Equal(4326, (int)seen["crs"]!);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_of_windows_or_on_threads()
    {
        var plane = Schema(ElementType.Float32, double.NaN, 1100, 600, "a", "b");
        var schema = plane with { Dimensions = [LabelledDimension.Of("t", DimensionType.Temporal, ["2020-01-01", "2020-01-02"]), .. plane.Dimensions] };
        byte[] WriteFile(string name, Action<IRasterSink, List<Window>> write)
        {
            using var sink = Library.Create(Target(PathOf(name), "netCDF", schema));
            write(sink, Windows(schema, sink.BlockSize));
            sink.Complete([AnyStatistics, AnyStatistics]);
            return File.ReadAllBytes(PathOf(name));
        }
        var inOrder = WriteFile("1.nc", (sink, windows) => WriteAll(sink, schema, Cell, windows));
        var shuffled = WriteFile("2.nc", (sink, windows) =>
        {
            windows.Reverse();
            Parallel.ForEach(windows, new ParallelOptions { MaxDegreeOfParallelism = 4 }, window => WriteOne(sink, schema, Cell, window));
        });
        Assert.True(inOrder.AsSpan().SequenceEqual(shuffled));
        Assert.Equal(["1.nc", "2.nc"], Directory.EnumerateFiles(PathOf(".")).Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public async Task Child_processes_that_start_meanwhile_do_not_lock_a_finished_file()
    {
        // A child gets copies of the open files of its parent, and with them HDF5's locks.
        var schema = Schema(ElementType.Float32, double.NaN, 400, 400, "a");
        using var enough = new CancellationTokenSource();
        var children = new List<System.Diagnostics.Process>();
        using var begun = new SemaphoreSlim(0);
        // A thread of its own: the pool may be busy until all files are written.
        var starting = Task.Factory.StartNew(() =>
        {
            while (!enough.IsCancellationRequested && children.Count < 200)
            {
                children.Add(System.Diagnostics.Process.Start("sleep", "2"));
                if (children.Count == 1) begun.Release();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await begun.WaitAsync();
        for (var i = 0; i < 25; i++)
        {
            using var sink = Library.Create(Target(PathOf($"{i}.nc"), "netCDF", schema));
            WriteAll(sink, schema, Cell);
            sink.Complete([AnyStatistics]);
        }
        await enough.CancelAsync();
        await starting;
        foreach (var child in children)
        {
            child.Kill();
            child.Dispose();
        }
        Assert.NotEmpty(children);
    }

    [Fact]
    public void A_single_variable_reads_back()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 40, 50);
        var path = PathOf("one.nc");
        using (var sink = Library.Create(Target(path, "netCDF", schema, ("compression", "none"))))
        {
            WriteAll(sink, schema, Cell);
            sink.Complete([AnyStatistics]);
        }
        var info = Library.Describe(path);
        Assert.Equal(schema.Grid, info.Grid);
        Assert.Equal((float)Cell([39, 49]), ReadBand<float>(path, 1, ElementType.Float32)[^1]);
    }
}
