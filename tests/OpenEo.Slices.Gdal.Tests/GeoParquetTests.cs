using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using ParquetSharp;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>GeoParquet compared with what Apache's own library reads and writes.</summary>
public sealed class GeoParquetTests : GdalTest
{
    const string Degrees = """{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}""";

    readonly List<string> notes = [];

    static Feature Feature(Value id, string wkt, params (string Name, Value Value)[] properties) => new(id, new WKTReader().Read(wkt),
        properties.ToImmutableSortedDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal));

    VectorTarget Write(string? crs, params Feature[] features)
    {
        var table = new FeatureTable(features, crs);
        var schema = new CubeSchema([new GeometryDimension("geometry", table), LabelledDimension.Of("t", DimensionType.Temporal, ["2024-05-01", "2024-06-01"])],
            ElementType.Float64, double.NaN);
        var target = new VectorTarget(PathOf("fields.parquet"), "Parquet", schema,
            [.. Enumerable.Range(0, features.Length * 2).Select(i => i == 1 ? double.NaN : i + 0.5)], new Dictionary<string, object?>());
        Assert.Null(Library.WriteVectors(target));
        return target;
    }

    FeatureTable Read(string name) => Library.ReadVectors(new RasterLocation(PathOf(name), "Parquet"), null, notes.Add);

    string Refused(string name) => Assert.Throws<RasterException>(() => Read(name)).Message;

    static byte[] Wkb(string wkt) => new WKBWriter().Write(new WKTReader().Read(wkt));

    /// <summary>A file as other programs write it.</summary>
    void Other(string name, string? geo, Compression compression, params (Column Column, Action<LogicalColumnWriter> Write)[] columns)
    {
        using var file = new ParquetFileWriter(PathOf(name), [.. columns.Select(column => column.Column)], compression,
            geo is null ? [] : new Dictionary<string, string> { ["geo"] = geo });
        using (var group = file.AppendRowGroup())
            foreach (var column in columns)
                using (var writer = group.NextColumn().LogicalWriter()) column.Write(writer);
        file.Close();
    }

    static (Column, Action<LogicalColumnWriter>) Cells<T>(string name, params T[] cells) =>
        (new Column(typeof(T), name), writer => ((LogicalColumnWriter<T>)writer).WriteBatch(cells));

    static (Column, Action<LogicalColumnWriter>) Shapes(params string?[] wkt) => Cells("geometry", [.. wkt.Select(text => text is null ? null! : Wkb(text))]);

    [Fact]
    public void Apaches_library_reads_what_is_written()
    {
        Write("EPSG:32632",
            Feature(Value.Of("a"), "POLYGON((600000 5000000,600100 5000000,600100 5000100,600000 5000000))", ("crop", Value.Of("Mais, \"süß\"")),
                ("Größe.m²", Value.Of(1.5)), ("dry", Value.True), ("mixed", Value.Of(1.0)), ("geometry", Value.Of("round"))),
            Feature(Value.Null, "POLYGON EMPTY", ("crop", Value.Null), ("mixed", Value.Of("x"))));
        using var file = new ParquetFileReader(PathOf("fields.parquet"));
        var schema = file.FileMetaData.Schema;
        Assert.Equal(["id", "Größe.m²", "crop", "dry", "geometry_2", "mixed", "2024-05-01", "2024-06-01", "geometry"],
            Enumerable.Range(0, schema.NumColumns).Select(i => schema.Column(i).Name));
        using var group = file.RowGroup(0);
        T[] Column<T>(int column)
        {
            using var reader = group.Column(column).LogicalReader<T>();
            return reader.ReadAll(2);
        }
        Assert.Equal(["a", null!], Column<string>(0));
        Assert.Equal([1.5, null], Column<double?>(1));
        Assert.Equal(["Mais, \"süß\"", null!], Column<string>(2));
        Assert.Equal([true, null], Column<bool?>(3));
        Assert.Equal(["round", null!], Column<string>(4));
        Assert.Equal(["1", "x"], Column<string>(5));
        Assert.Equal([0.5, 2.5], Column<double?>(6));
        Assert.Equal([null, 3.5], Column<double?>(7));
        var shapes = Column<byte[]?>(8);
        Assert.Equal("POLYGON ((600000 5000000, 600100 5000000, 600100 5000100, 600000 5000000))", new WKBReader().Read(shapes[0]).ToText());
        Assert.Null(shapes[1]);

        var geo = JsonNode.Parse(file.FileMetaData.KeyValueMetadata["geo"])!;
        Assert.Equal(("1.1.0", "geometry"), ((string)geo["version"]!, (string)geo["primary_column"]!));
        var column = geo["columns"]!["geometry"]!;
        Assert.Equal(("WKB", """["Polygon"]"""), ((string)column["encoding"]!, column["geometry_types"]!.ToJsonString()));
        Assert.Equal("[600000,5000000,600100,5000100]", column["bbox"]!.ToJsonString());
        Assert.Equal("""{"authority":"EPSG","code":32632}""", column["crs"]!["id"]!.ToJsonString());
    }

    [Fact]
    public void Files_come_back_as_they_were()
    {
        var written = Write("EPSG:32632", [.. Enumerable.Range(0, 70_000).Select(i => Feature(Value.Of($"{i}"), $"POINT({i} {-i})",
            ("n", i % 3 == 0 ? Value.Null : Value.Of(i / 3.0)), ("even", Value.Of(i % 2 == 0))))]);
        var read = Read("fields.parquet");
        Assert.Equal("EPSG:32632", read.Crs);
        Assert.True(read.HasGeometriesOf(written.Table));
        Assert.All(read.Features.Zip(written.Table.Features), pair =>
        {
            Assert.Equal(pair.Second.Id, pair.First.Properties["id"]);
            Assert.Equal(pair.Second.Properties["n"], pair.First.Properties["n"]);
            Assert.Equal(pair.Second.Properties["even"], pair.First.Properties["even"]);
        });
        Assert.Empty(notes);
        // Nothing is something too.
        Write(null);
        Assert.Equal((0, null), (Read("fields.parquet").Count, Read("fields.parquet").Crs));
    }

    [Theory]
    [InlineData("EPSG:4326")]
    [InlineData("EPSG:3857")]
    [InlineData(null)]
    public void Reference_systems_come_back(string? crs)
    {
        Write(crs, Feature(Value.Null, "POINT(1 2)"));
        Assert.Equal(crs, Read("fields.parquet").Crs);
    }

    [Theory]
    [InlineData(Compression.Uncompressed)]
    [InlineData(Compression.Snappy)]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zstd)]
    [InlineData(Compression.Lz4)]
    [InlineData(Compression.Brotli)]
    public void All_types_of_columns_that_Apaches_library_writes_are_read(Compression compression)
    {
        var day = new DateTime(2024, 5, 1, 10, 30, 0, 500, DateTimeKind.Utc);
        Other("other.parquet", Degrees, compression, Cells("int", 1, -2), Cells<long?>("long", null, 9_007_199_254_740_993), Cells<byte>("byte", 255, 0),
            Cells<float?>("float", 0.5f, null), Cells("double", 1e300, double.NaN), Cells<bool?>("bool", true, null), Cells("text", "é", null!),
            Cells<DateTime?>("time", day, null), Cells<Date>("date", new Date(2024, 5, 1), new Date(1969, 12, 31)), Cells<int[]>("list", [1, 2], []),
            Shapes("POINT(9 45)", null));
        var table = Read("other.parquet");
        Assert.Equal(("EPSG:4326", "POINT (9 45)", true), (table.Crs, table.Features[0].Geometry.ToText(), table.Features[1].Geometry.IsEmpty));
        Value[] Column(string name) => [.. table.Features.Select(feature => feature.Properties[name])];
        Assert.Equal([Value.Of(1.0), Value.Of(-2.0)], Column("int"));
        Assert.Equal([Value.Null, Value.Of("9007199254740993")], Column("long"));
        Assert.Equal([Value.Of(255.0), Value.Of(0.0)], Column("byte"));
        Assert.Equal([Value.Of(0.5), Value.Null], Column("float"));
        Assert.Equal([Value.Of(1e300), Value.Of(double.NaN)], Column("double"));
        Assert.Equal([Value.True, Value.Null], Column("bool"));
        Assert.Equal([Value.Of("é"), Value.Null], Column("text"));
        Assert.Equal([Value.Of("2024-05-01T10:30:00.5Z"), Value.Null], Column("time"));
        Assert.Equal([Value.Of("2024-05-01"), Value.Of("1969-12-31")], Column("date").Select(Day));
        Assert.DoesNotContain("list", table.Properties);
        Assert.Contains("columns 'list' are", Assert.Single(notes), StringComparison.Ordinal);

        static Value Day(Value value) => Value.Of(((StringValue)value).Value[..10]);
    }

    [Theory]
    [InlineData("""{"id":{"authority":"OGC","code":"CRS84"}}""", "EPSG:4326")]
    [InlineData("null", null)]
    public void The_metadata_say_what_positions_mean(string crs, string? expected)
    {
        Other("other.parquet", Degrees.Replace("\"encoding\"", $"\"crs\":{crs},\"encoding\"", StringComparison.Ordinal), Compression.Snappy,
            Shapes("POINT(9 45)"));
        Assert.Equal(expected, Read("other.parquet").Crs);
    }

    [Fact]
    public void What_is_no_GeoParquet_is_refused_with_a_reason()
    {
        Other("plain.parquet", null, Compression.Snappy, Cells("a", 1));
        Assert.Contains("neither metadata 'geo'", Refused("plain.parquet"), StringComparison.Ordinal);
        Other("arrow.parquet", Degrees.Replace("WKB", "point", StringComparison.Ordinal), Compression.Snappy, Shapes("POINT(9 45)"));
        Assert.Contains("'point', and only WKB", Refused("arrow.parquet"), StringComparison.Ordinal);
        Other("column.parquet", Degrees, Compression.Snappy, Cells("a", 1));
        Assert.Contains("no column 'geometry'", Refused("column.parquet"), StringComparison.Ordinal);
        Other("shape.parquet", Degrees, Compression.Snappy, Cells("geometry", [Wkb("POINT(1 2)"), [1, 99]]));
        Assert.Contains("row 1 is no WKB", Refused("shape.parquet"), StringComparison.Ordinal);
        Other("json.parquet", "[", Compression.Snappy, Shapes("POINT(9 45)"));
        Assert.Contains("cannot be read as Parquet", Refused("json.parquet"), StringComparison.Ordinal);
        Other("version.parquet", """{"primary_column":5,"columns":7}""", Compression.Snappy, Shapes("POINT(9 45)"));
        Assert.Contains("cannot be read as Parquet", Refused("version.parquet"), StringComparison.Ordinal);
        File.WriteAllText(PathOf("text.parquet"), "PAR1 and nothing else PAR1");
        Assert.Contains("cannot be read as Parquet", Refused("text.parquet"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Broken_files_fail_as_files_that_cannot_be_read(int seed)
    {
        Write("EPSG:32632", Feature(Value.Of("a"), "POINT(1 2)", ("n", Value.Of(1.0))), Feature(Value.Of("b"), "POINT(3 4)", ("n", Value.Of(2.0))));
        var (bytes, random) = (File.ReadAllBytes(PathOf("fields.parquet")), new Random(seed));
        for (var i = 0; i < 60; i++)
        {
            var broken = (byte[])bytes.Clone();
            for (var k = 0; k < 3; k++) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(PathOf("broken.parquet"), i % 5 == 0 ? broken[..random.Next(broken.Length)] : broken);
            try
            {
                // A changed cell is a cell.
                Assert.InRange(Read("broken.parquet").Count, 0, 2);
            }
            catch (RasterException e)
            {
                Assert.Contains("cannot be read as Parquet", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_of_web_servers_are_read_as_those_here(bool knowsRanges)
    {
        using var server = new FaultServer { KnowsRanges = knowsRanges };
        Write("EPSG:32632", Feature(Value.Of("a"), "POINT(600000 5000000)"));
        server.Files["/fields"] = File.ReadAllBytes(PathOf("fields.parquet"));
        server.Files["/table"] = "lon,lat\n9,45\n"u8.ToArray();
        server.Files["/layer"] = server.Files["/table"];
        FeatureTable Remote(string name, string format) => Library.ReadVectors(new RasterLocation(server.Address + name, format), null, notes.Add);
        Assert.Equal(("EPSG:32632", 1), (Remote("fields", "Parquet").Crs, Remote("fields", "Parquet").Count));
        Assert.Equal("POINT (9 45)", Remote("table", "CSV").Features[0].Geometry.ToText());
        var refused = Assert.Throws<RasterException>(() => Remote("layer", "ESRI Shapefile"));
        Assert.Contains($"'{server.Address}layer' cannot be unpacked", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void GeoPandas_reads_what_is_written()
    {
        Write("EPSG:32632", Feature(Value.Of("a"), "POINT(600000 5000000)", ("crop", Value.Of("süß"))));
        var seen = RunPython("geopandas, pyarrow", """
            import geopandas, json, sys
            d = geopandas.read_parquet(sys.argv[1])
            print(json.dumps({"crs": d.crs.to_epsg(), "columns": list(d.columns), "wkt": d.geometry[0].wkt, "crop": d["crop"][0]}))
            """, PathOf("fields.parquet"));
        Assert.Equal(32632, (int)seen["crs"]!);
        Assert.Equal("POINT (600000 5000000)", (string)seen["wkt"]!);
        Assert.Equal("süß", (string)seen["crop"]!);
    }
}
