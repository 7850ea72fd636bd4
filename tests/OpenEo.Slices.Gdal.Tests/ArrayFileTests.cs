using System.IO.Compression;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Arrays;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Files of arrays are read as xarray reads them: every variable, time and place, north up.</summary>
public sealed class ArrayFileTests : GdalTest
{
    const string Modules = "xarray, netCDF4, numpy, rioxarray";

    // Gives what a reader should see: the raw numbers of a variable by time and place, with rows from north to south.
    const string Write = """
        import sys, json, numpy as np, xarray as xr, pandas as pd, rioxarray
        path = sys.argv[1]
        r = np.random.default_rng(7)
        def lon(n=6): return ('lon', 10 + 0.5 * np.arange(n), dict(units='degrees_east', standard_name='longitude'))
        def lat(n=5, up=False):
            v = 50 - 0.25 * np.arange(n)
            return ('lat', v[::-1] if up else v, dict(units='degrees_north', standard_name='latitude'))
        def utm(n, first, step, name): return (name, first + step * np.arange(n), dict(standard_name=f'projection_{name}_coordinate', units='m'))
        def done(d, **encoding):
            d.to_netcdf(path, encoding=encoding)
            d = xr.open_dataset(path, decode_cf=False)
            out = {}
            for n in d.data_vars:
                v = d[n]
                ys = [k for k in v.dims if k in ('lat', 'y', 'northing')]
                xs = [k for k in v.dims if k in ('lon', 'x', 'easting')]
                if not ys or not xs: continue
                v = v.transpose(*[k for k in v.dims if k not in ys + xs], ys[0], xs[0])
                if ys[0] in d.coords and d[ys[0]].size > 1 and d[ys[0]].values[0] < d[ys[0]].values[-1]: v = v.isel({ys[0]: slice(None, None, -1)})
                out[n] = v.values.reshape(-1, v.shape[-1] * v.shape[-2]).astype('f8').tolist()
            print(json.dumps(out))

        """;

    (RasterInfo Info, JsonNode Expected, string Path) Written(string script)
    {
        var path = PathOf("data.nc");
        var expected = RunPython(Modules, Write + script, path);
        return (Library.Describe(path), expected, path);
    }

    // Every layer of a variable, in the order of the file's dimensions.
    void AssertSame(JsonNode expected, RasterInfo info, string path, Func<RasterBand, string>? nameOf = null)
    {
        foreach (var (name, layers) in expected.AsObject())
        {
            var numbers = Enumerable.Range(1, info.Bands.Count).Where(number => (nameOf?.Invoke(info.Bands[number - 1])
                ?? info.Bands[number - 1].Name) == name).ToList();
            Assert.Equal(layers!.AsArray().Count, numbers.Count);
            for (var i = 0; i < numbers.Count; i++)
                Assert.Equal(layers[i]!.AsArray().Select(cell => (double)cell!), ReadBand<double>(path, numbers[i], ElementType.Float64));
        }
    }

    [SkippableFact]
    public void Variables_are_bands_and_times_are_layers()
    {
        var (info, expected, path) = Written("""
            t = pd.date_range('2024-01-01', periods=3, freq='12h')
            d = xr.Dataset({n: (('time', 'lat', 'lon'), r.normal(size=(3, 5, 6)).astype('f4')) for n in ('u', 'v')}, {'time': t, 'lat': lat(), 'lon': lon()})
            done(d)
            """);

        AssertSame(expected, info, path);
        Assert.Equal(new Grid("EPSG:4326", 9.75, 50.125, 0.5, -0.25, 6, 5), info.Grid);
        Assert.Equal(["u", "u", "u", "v", "v", "v"], info.Bands.Select(band => band.Name));
        Assert.Equal(["2024-01-01T00", "2024-01-01T12", "2024-01-02T00"], info.Bands.Take(3).Select(band => $"{band.Time:yyyy-MM-ddTHH}"));
        Assert.All(info.Bands, band => Assert.Equal(ElementType.Float32, band.Element));
        Assert.Contains(info.Notes, note => note.Contains("EPSG:4326", StringComparison.Ordinal));
        Assert.True(info.HasLayers);
    }

    [SkippableFact]
    public void Times_and_labels_that_repeat_are_told()
    {
        var (info, _, _) = Written("""
            t = pd.to_datetime(['2024-01-01', '2024-01-02', '2024-01-02'])
            d = xr.Dataset({'u': (('time', 'k', 'lat', 'lon'), np.zeros((3, 2, 5, 6), 'f4'))}, {'time': t, 'k': [7.0, 7.0], 'lat': lat(), 'lon': lon()})
            done(d)
            """);

        Assert.Equal(2, info.Bands.Count(band => band.IsLeftOut));
        Assert.Contains(info.Notes, note => note.Contains("1 of the 3 times along 'time' are left out: they repeat", StringComparison.Ordinal));
        Assert.Contains(info.Notes, note => note.Contains("labels along 'k' repeat", StringComparison.Ordinal));
        Assert.Equal([0, 1], info.Bands.Take(2).Select(band => ((NumberValue)band.Places[0].Label).Value));
    }

    [SkippableFact]
    public void Rows_that_run_northwards_and_dimensions_in_any_order_are_turned()
    {
        var (info, expected, path) = Written("""
            d = xr.Dataset({'z': (('lon', 'level', 'time', 'lat'), r.integers(-99, 99, (6, 2, 3, 5)).astype('i2'))},
                           {'time': ('time', [0, 1, 2], dict(units='days since 2000-02-28')), 'lat': lat(up=True), 'lon': lon(), 'level': [500, 850]})
            done(d)
            """);

        AssertSame(expected, info, path);
        Assert.Equal(-0.25, info.Grid.StepY);
        Assert.Equal(50.125, info.Grid.OriginY);
        Assert.Equal([(new NumberValue(500), 28), (new NumberValue(500), 29), (new NumberValue(500), 1), (new NumberValue(850), 28)],
            info.Bands.Take(4).Select(band => ((NumberValue)band.Places.Single().Label, band.Time!.Value.Day)));
    }

    [SkippableFact]
    public void A_dimension_of_bands_gives_their_names()
    {
        var (info, expected, path) = Written("""
            d = xr.Dataset({'reflectance': (('bands', 'y', 'x'), r.integers(0, 9999, (3, 4, 5)).astype('u2'))},
                           {'bands': ['B02', 'B03', 'B04'], 'y': utm(4, 5e6 - 5, -10, 'y'), 'x': utm(5, 4e5 + 5, 10, 'x')}).rio.write_crs(32633)
            d.reflectance.attrs.update(scale_factor=0.0001, add_offset=-0.1, units='1')
            done(d)
            """);

        AssertSame(expected, info, path, _ => "reflectance");
        Assert.Equal(["B02", "B03", "B04"], info.Bands.Select(band => band.Name));
        Assert.Equal(new Grid("EPSG:32633", 4e5, 5e6, 10, -10, 5, 4), info.Grid);
        Assert.All(info.Bands, band => Assert.Equal((0.0001, -0.1), (band.Scale, band.Offset)));
        Assert.Empty(info.Notes);
    }

    [SkippableTheory]
    [InlineData("noleap", "days since 2019-02-27", new double[] { 0, 1, 2, 366 }, new[] { "2019-02-27", "2019-02-28", "2019-03-01", "2020-02-28" })]
    [InlineData("360_day", "days since 2001-02-27", new double[] { 0, 1, 2, 3, 4 }, new[] { "2001-02-27", "2001-02-28", null, null, "2001-03-01" })]
    [InlineData("standard", "hours since 1-1-1 00:00:0.0", new double[] { 17067072 }, new[] { "1948-01-01" })]
    [InlineData("proleptic_gregorian", "seconds since 1970-01-01T00:00:00Z", new double[] { 86399.9995, -1 }, new[] { "1970-01-02", "1969-12-31" })]
    [InlineData(null, "months since 2020-01-31", new double[] { 1, 12 }, new[] { "2020-02-29", "2021-01-31" })]
    [InlineData("julian", "days since 2000-01-01", new double[] { 0 }, new[] { "2000-01-14" })]
    [InlineData("all_leap", "days since 2001-02-28", new double[] { 0, 1, 2 }, new[] { "2001-02-28", null, "2001-03-01" })]
    public void Times_are_days_of_their_calendar(string? calendar, string unit, double[] values, string?[] days) =>
        Assert.Equal(days, CfTime.Decode(values, unit, calendar)!.Select(time => time?.ToString("yyyy-MM-dd")));

    [Theory]
    [InlineData("minutes since 2020-01-01 12:30:15.5 +02:00", 1.5, "2020-01-01T10:31:45.500")]
    [InlineData("hours since 2020-01-01T06", 1.0 / 3, "2020-01-01T06:20:00.000")]
    [InlineData("milliseconds since 1970-01-01", 1_700_000_000_123, "2023-11-14T22:13:20.123")]
    [InlineData("days since 1900-01-01 00:00:00 -0530", 44000.25, "2020-06-20T11:30:00.000")]
    public void Times_are_exact_to_the_millisecond(string unit, double value, string time) =>
        Assert.Equal(time, CfTime.Decode([value], unit, null)![0]!.Value.ToString("yyyy-MM-ddTHH:mm:ss.fff"));

    [Theory]
    [InlineData("metres", null)]
    [InlineData("days since yesterday", null)]
    [InlineData("days since 2020-13-01", null)]
    [InlineData("days since 2020-01-01", "mayan")]
    public void What_is_no_time_is_none(string unit, string? calendar) => Assert.Null(CfTime.Decode([1], unit, calendar));

    [SkippableFact]
    public void Days_that_are_none_of_ours_are_left_out_and_told()
    {
        var (info, _, _) = Written("""
            d = xr.Dataset({'z': (('time', 'lat', 'lon'), r.normal(size=(4, 5, 6)))},
                           {'time': ('time', [27, 28, 29, 30], dict(units='days since 2001-02-01', calendar='360_day')), 'lat': lat(), 'lon': lon()})
            done(d)
            """);

        Assert.Equal([false, true, true, false], info.Bands.Select(band => band.IsLeftOut));
        Assert.Contains(info.Notes, note => note.Contains("2 of the 4 times", StringComparison.Ordinal) && note.Contains("360_day", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Missing_values_and_types_are_the_files()
    {
        var (info, expected, path) = Written("""
            d = xr.Dataset({'a': (('lat', 'lon'), r.integers(0, 200, (5, 6)).astype('u1')), 'b': (('lat', 'lon'), r.integers(-9, 9, (5, 6)).astype('i4')),
                            'c': (('lat', 'lon'), r.normal(size=(5, 6)))}, {'lat': lat(), 'lon': lon()})
            done(d, a={'_FillValue': 255}, b={'_FillValue': -9999}, c={'_FillValue': np.nan})
            """);

        AssertSame(expected, info, path);
        Assert.Equal([("a", ElementType.UInt8, 255.0), ("b", ElementType.Int32, -9999.0), ("c", ElementType.Float64, double.NaN)],
            info.Bands.Select(band => (band.Name!, band.Element, band.NoData!.Value)));
    }

    [SkippableFact]
    public void Windows_are_windows_of_the_turned_rows()
    {
        var (_, expected, path) = Written("""
            d = xr.Dataset({'z': (('lat', 'lon'), r.normal(size=(40, 30)))}, {'lat': lat(40, up=True), 'lon': lon(30)})
            done(d, z={'chunksizes': (7, 11)})
            """);
        using var block = Pool.Rent(ElementType.Float64, 9, 8);

        Library.Read(path, 1, 5, 20, block);

        var whole = expected["z"]![0]!.AsArray();
        for (var y = 0; y < 9; y++)
            for (var x = 0; x < 8; x++)
                Assert.Equal((double)whole[(20 + y) * 30 + 5 + x]!, block.Span<double>(block.OffsetOf([y, x]), 1)[0]);
    }

    [SkippableTheory]
    [InlineData("'lat': ('lat', [50, 49, 47, 46, 45.], dict(units='degrees_north')), 'lon': lon()", "not evenly spaced")]
    [InlineData("'lat': ('lat', [50.] * 5, dict(units='degrees_north')), 'lon': lon()", "all the same")]
    public void Grids_that_are_none_are_refused_with_the_reason(string coordinates, string reason)
    {
        var script = "d = xr.Dataset({'z': (('lat', 'lon'), r.normal(size=(5, 6)))}, {" + coordinates + "})\ndone(d)";

        var failure = Assert.Throws<RasterException>(() => Written(script));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains(PathOf("data.nc"), failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Variables_on_other_grids_are_told()
    {
        var (info, _, _) = Written("""
            d = xr.Dataset({n: (('lat', 'lon'), r.normal(size=(5, 6))) for n in 'ab'}, {'lat': lat(), 'lon': lon()})
            d['coarse'] = (('y', 'x'), r.normal(size=(2, 3)))
            done(d)
            """);

        Assert.Equal(["a", "b"], info.Bands.Select(band => band.Name));
        Assert.Contains(info.Notes, note => note.Contains("coarse", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Bounds_of_coordinates_are_no_bands()
    {
        var (info, _, _) = Written("""
            d = xr.Dataset({'z': (('lat', 'lon'), r.normal(size=(5, 6))), 'lat_bnds': (('lat', 'lon'), r.normal(size=(5, 6)))}, {'lat': lat(), 'lon': lon()})
            d.lat.attrs['bounds'] = 'lat_bnds'
            done(d)
            """);

        Assert.Equal(["z"], info.Bands.Select(band => band.Name));
    }

    [SkippableFact]
    public void Files_without_a_grid_are_refused()
    {
        var failure = Assert.Throws<RasterException>(() => Written("done(xr.Dataset({'series': (('station', 'time'), r.normal(size=(5, 6)))}))"));
        Assert.Contains("no variable with a horizontal and a vertical dimension", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_cube_that_was_written_is_read_again_unchanged()
    {
        var plane = Schema(ElementType.Int16, -1, 33, 21);
        var schema = plane with
        {
            Dimensions =
            [
                LabelledDimension.Of("t", DimensionType.Temporal, ["2024-01-01T00:00:00Z", "2024-02-29T10:20:30Z"]),
                LabelledDimension.Of("bands", DimensionType.Bands, ["B04", "ndvi"]), .. plane.Dimensions,
            ],
        };
        static double Cell(int[] position) => position.Aggregate(0, (value, index) => value * 31 + index) % 20011;
        var path = PathOf("own.nc");
        using (var sink = Library.Create(Target(path, "netCDF", schema)))
        {
            WriteAll(sink, schema, Cell);
            sink.Complete([AnyStatistics, AnyStatistics]);
        }

        var info = Library.Describe(path);

        Assert.Equal(schema.Grid, info.Grid with { OriginX = schema.Grid!.OriginX, OriginY = schema.Grid.OriginY });
        Assert.Equal([("B04", "2024-01-01T00:00:00"), ("B04", "2024-02-29T10:20:30"), ("ndvi", "2024-01-01T00:00:00"), ("ndvi", "2024-02-29T10:20:30")],
            info.Bands.Select(band => (band.Name!, $"{band.Time:yyyy-MM-ddTHH:mm:ss}")));
        Assert.All(info.Bands, band => Assert.Equal((ElementType.Int16, -1.0), (band.Element, band.NoData)));
        for (var i = 0; i < 4; i++)
            Assert.Equal(Enumerable.Range(0, 33 * 21).Select(cell => (short)Cell([i % 2, i / 2, cell / 21, cell % 21])), ReadBand<short>(path, i + 1,
                ElementType.Int16));
    }

    [SkippableFact]
    public void Zarr_stores_are_read_as_folders_and_zipped()
    {
        var (_, expected, path) = Written("""
            t = pd.date_range('2024-01-01', periods=3)
            d = xr.Dataset({n: (('time', 'y', 'x'), r.integers(0, 999, (3, 4, 5)).astype('i2')) for n in ('u', 'v')},
                           {'time': t, 'y': utm(4, 5e6 - 5, -10, 'y'), 'x': utm(5, 4e5 + 5, 10, 'x')}).rio.write_crs(32633)
            for n in ('u', 'v'): d[n].encoding['_FillValue'] = -1
            done(d)
            """);
        var (folder, zip, inner) = (PathOf("store.zarr"), PathOf("store.zarr.zip"), PathOf("inner.zip"));
        Run("gdalmdimtranslate", "-q", "-of", "Zarr", path, folder);
        ZipFile.CreateFromDirectory(folder, zip);
        ZipFile.CreateFromDirectory(folder, inner, CompressionLevel.Fastest, includeBaseDirectory: true);

        foreach (var location in (RasterLocation[])[folder, new(zip, "Zarr"), new(inner, "application/vnd+zarr")])
        {
            var info = Library.Describe(location);
            Assert.Equal(["u", "u", "u", "v", "v", "v"], info.Bands.Select(band => band.Name));
            Assert.Equal([1, 2, 3], info.Bands.Take(3).Select(band => band.Time!.Value.Day));
            Assert.Equal(new Grid("EPSG:32633", 4e5, 5e6, 10, -10, 5, 4), info.Grid);
            for (var i = 0; i < 6; i++)
            {
                using var block = Pool.Rent(ElementType.Float64, 4, 5);
                Library.Read(location, i + 1, 0, 0, block);
                Assert.Equal(expected[info.Bands[i].Name!]![i % 3]!.AsArray().Select(cell => (double)cell!), block.Cells1D<double>().ToArray());
            }
        }
    }

    [SkippableFact]
    public void Grib_messages_are_bands_times_and_levels()
    {
        var (_, expected, path) = Written("""
            d = xr.Dataset({'z': (('lat', 'lon'), 250 + r.integers(0, 99, (5, 6)).astype('f8'))}, {'lat': lat(), 'lon': lon()})
            done(d)
            """);
        var grib = PathOf("data.grib2");
        Run("gdal_translate", "-q", "-a_srs", "EPSG:4326", "-of", "GRIB", "-co", "DATA_ENCODING=IEEE_FLOATING_POINT", "-co", "DISCIPLINE=0", "-co",
            "PDS_PDTN=0",
            "-co", "PDS_TEMPLATE_NUMBERS=0 0 2 0 0 0 0 0 1 0 0 0 0 103 0 0 0 0 2 255 0 0 0 0 0", "-co", "IDS_REF_TIME=2024-05-06T12:00:00Z", path, grib);

        var info = Library.Describe(grib);

        Assert.True(info.HasLayers);
        var band = Assert.Single(info.Bands);
        Assert.Equal("TMP", band.Name);
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 12, 0, 0, TimeSpan.Zero), band.Time);
        // The writer takes its input for degrees Celsius and makes kelvins of it; kelvins they stay.
        foreach (var (wanted, read) in expected["z"]![0]!.AsArray().Select(cell => (double)cell! + 273.15).Zip(ReadBand<double>(grib, 1, ElementType.Float64)))
            Assert.Equal(wanted, read, 1e-3);
    }

    [SkippableFact]
    public void The_sample_of_five_dimensions_has_all_its_layers()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "../../../../../shared/data/sample_5D.nc");
        Skip.IfNot(File.Exists(path), "The shared data are not there.");
        path = Path.GetFullPath(path);

        var info = Library.Describe(path);

        Assert.Equal(216 * 2 * 25, info.Bands.Count);
        Assert.Equal(["level", "number"], info.Bands[0].Places.Select(place => place.Dimension));
        Assert.Equal(("z", new DateTimeOffset(2016, 1, 2, 0, 0, 0, TimeSpan.Zero)), (info.Bands[50].Name, info.Bands[50].Time));
        var expected = RunPython(Modules, """
            import sys, json, xarray
            d = xarray.open_dataset(sys.argv[1], decode_cf=False)
            print(json.dumps([d.z.isel(time=100, level=1, number=7).values[::-1].ravel().astype('f8').tolist()]))
            """, path);
        Assert.Equal(expected[0]!.AsArray().Select(cell => (double)cell!), ReadBand<double>(path, (100 * 2 + 1) * 25 + 7 + 1, ElementType.Float64));
    }
}
