using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class VectorFilesTests : GdalTest
{
    const string Bad = "{\"type\":\"FeatureCollection\",\"features\":[]}";

    static Feature Feature(Value id, string wkt, params (string Name, Value Value)[] properties) => new(id, new WKTReader().Read(wkt),
        properties.ToImmutableSortedDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal));

    /// <summary>Two fields and an empty one in UTM 32N; two dates, two bands.</summary>
    VectorTarget Fields(string format, string extension)
    {
        var table = new FeatureTable(
        [
            Feature(Value.Of("a"), "POLYGON((600000 5000000,600100 5000000,600100 5000100,600000 5000000))", ("crop", Value.Of("wheat")),
                ("area", Value.Of(1.5)), ("dry", Value.True)),
            Feature(Value.Of("b"), "MULTIPOLYGON(((601000 5000000,601100 5000000,601100 5000100,601000 5000000)))", ("crop", Value.Of("Mais, \"süß\"")),
                ("area", Value.Null), ("dry", Value.False)),
            Feature(Value.Null, "POLYGON EMPTY", ("crop", Value.Null)),
        ], "EPSG:32632");
        var schema = new CubeSchema([new GeometryDimension("geometry", table), LabelledDimension.Of("t", DimensionType.Temporal, ["2024-05-01", "2024-06-01"]),
            LabelledDimension.Of("bands", DimensionType.Bands, ["B04", "B08"])], ElementType.Float64, double.NaN);
        return new VectorTarget(PathOf($"fields.{extension}"), format, schema, [1, 2, 3, 4, 5, 6, 7, double.NaN, .. Enumerable.Repeat(double.NaN, 4)],
            new Dictionary<string, object?>());
    }

    [Theory]
    [InlineData("GPKG", "gpkg")]
    [InlineData("FlatGeobuf", "fgb")]
    public void Tables_hold_geometries_properties_and_values_and_come_back(string format, string extension)
    {
        var target = Fields(format, extension);
        Assert.Equal(format == "FlatGeobuf", Library.WriteVectors(target) is not null);

        var read = Library.ReadVectors(new RasterLocation(target.Path, format));
        Assert.Equal(("EPSG:32632", format == "GPKG" ? 3 : 2), (read.Crs, read.Count));
        var rows = read.Features.OrderBy(feature => feature.Properties["id"] is StringValue text ? text.Value : "c", StringComparer.Ordinal).ToList();
        Assert.Equal(Value.Of("wheat"), rows[0].Properties["crop"]);
        Assert.Equal(Value.Of("Mais, \"süß\""), rows[1].Properties["crop"]);
        Assert.Equal(Value.True, rows[0].Properties["dry"]);
        Assert.Equal(Value.Of(1.5), rows[0].Properties["area"]);
        Assert.Equal(Value.Null, rows[1].Properties["area"]);
        Assert.Equal(Value.Of(3d), rows[0].Properties["2024-06-01~B04"]);
        Assert.Equal(Value.Null, rows[1].Properties["2024-06-01~B08"]);
        Assert.True(rows[0].Geometry.EqualsTopologically(target.Table.Features[0].Geometry));
        Assert.All(rows.Skip(2), row => Assert.True(row.Geometry.IsEmpty));
        Assert.Contains("EPSG\",32632", Run("ogrinfo", "-al", "-so", target.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_rows_are_written_in_one_transaction()
    {
        var table = new FeatureTable([.. Enumerable.Range(0, 10_000).Select(i => Feature(Value.Null, $"POINT({i} {-i})"))], null);
        var schema = new CubeSchema([new GeometryDimension("geometry", table)], ElementType.Float64, double.NaN);
        var target = new VectorTarget(PathOf("points.gpkg"), "GPKG", schema, [], new Dictionary<string, object?>());
        Library.WriteVectors(target);
        Assert.Equal(10_000, Library.ReadVectors(new RasterLocation(target.Path, "GPKG")).Count);
    }

    [SkippableFact]
    public void NetCDF_has_time_series_of_stations_as_xarray_reads_them()
    {
        var target = Fields("netCDF", "nc");
        Library.WriteVectors(target);

        var seen = RunPython("netCDF4, xarray", """
            import json, sys, xarray
            d = xarray.open_dataset(sys.argv[1])
            print(json.dumps({"type": d.attrs["featureType"], "dims": list(d["B04"].dims), "b04": d["B04"].fillna(-1).values.tolist(),
                "b08": d["B08"].fillna(-1).values.tolist(), "lon": float(d["lon"][0]), "lat": float(d["lat"][0]), "t": [str(t)[:10] for t in d["t"].values],
                "role": d["feature_id"].attrs["cf_role"], "crop": d["crop"].values.tolist(), "wkt": str(d["wkt"].values[0]),
                "data": list(d.data_vars)}))
            """, target.Path);
        Assert.Equal("timeSeries", seen["type"]!.ToString());
        Assert.Equal("""["B04","B08"]""", seen["data"]!.ToJsonString());
        Assert.Equal("""["geometry","t"]""", seen["dims"]!.ToJsonString());
        Assert.Equal("[[1,3],[5,7],[-1,-1]]", seen["b04"]!.ToJsonString().Replace(".0", "", StringComparison.Ordinal));
        Assert.Equal("[[2,4],[6,-1],[-1,-1]]", seen["b08"]!.ToJsonString().Replace(".0", "", StringComparison.Ordinal));
        Assert.Equal((10.27, 45.15), (Math.Round((double)seen["lon"]!, 2), Math.Round((double)seen["lat"]!, 2)));
        Assert.Equal("""["2024-05-01","2024-06-01"]""", seen["t"]!.ToJsonString());
        Assert.Equal("timeseries_id", seen["role"]!.ToString());
        Assert.StartsWith("POLYGON", seen["wkt"]!.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("create view others as select 1")]
    [InlineData("create virtual table others using fts4(a) /* USING rtree(a) */")]
    [InlineData("CREATE VIRTUAL TABLE \"others\" USING fts4(rtree)")]
    public void A_database_with_views_or_virtual_tables_is_refused(string statement)
    {
        var target = Fields("GPKG", "gpkg");
        Library.WriteVectors(target);
        RunPython("sqlite3", """
            import sqlite3, sys
            d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit(); print("{}")
            """, target.Path, statement);
        var refused = Assert.Throws<RasterException>(() => Library.ReadVectors(new RasterLocation(target.Path, "GPKG")));
        Assert.Contains("'others' is a view or a virtual table", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GPKG")]
    [InlineData("FlatGeobuf")]
    [InlineData("Parquet")]
    [InlineData("ESRI Shapefile")]
    [InlineData("CSV")]
    [InlineData("GTiff")]
    [InlineData(null)]
    public void A_file_is_read_as_what_it_was_declared_and_as_nothing_else(string? declared)
    {
        File.WriteAllText(PathOf("features.gpkg"), Bad);
        Assert.Throws<RasterException>(() => Library.ReadVectors(new RasterLocation(PathOf("features.gpkg"), declared)));
    }

    [Fact]
    public void Places_of_GDAL_are_no_files() =>
        Assert.Throws<RasterException>(() => Library.ReadVectors(new RasterLocation("/vsimem/features.gpkg", "GPKG")));
}
