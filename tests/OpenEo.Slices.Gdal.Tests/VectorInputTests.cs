using System.IO.Compression;
using System.Text;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Shapefiles and tables as other programs write them.</summary>
public sealed class VectorInputTests : GdalTest
{
    readonly List<string> notes = [];

    FeatureTable Read(string name, string format, params (string Name, object? Value)[] options) =>
        Library.ReadVectors(new RasterLocation(PathOf(name), format), options.ToDictionary(option => option.Name, option => option.Value), notes.Add);

    FeatureTable Csv(string text, params (string Name, object? Value)[] options)
    {
        File.WriteAllText(PathOf("table.csv"), text);
        return Read("table.csv", "CSV", options);
    }

    string Refused(string name, string format) => Assert.Throws<RasterException>(() => Read(name, format)).Message;

    string CsvRefused(string text, params (string Name, object? Value)[] options) => Assert.Throws<RasterException>(() => Csv(text, options)).Message;

    /// <summary>Two fields, one with a hole, in UTM 32N, by GeoPandas in a zip file; what is left out of it.</summary>
    void Zip(string name, string encoding, params string[] without) => RunPython("geopandas", """
        import geopandas, glob, os, sys, tempfile, zipfile
        from shapely.geometry import Polygon
        fields = geopandas.GeoDataFrame({"crop": ["Grünland", None], "area": [1.5, 2.0], "code": [7, 8]}, geometry=[
            Polygon([(6e5, 5e6), (6e5, 5e6 + 100), (6e5 + 100, 5e6 + 100), (6e5 + 100, 5e6)],
                    [[(6e5 + 10, 5e6 + 10), (6e5 + 20, 5e6 + 10), (6e5 + 20, 5e6 + 20)]]),
            Polygon([(6e5, 4.9e6), (6e5, 4.9e6 + 10), (6e5 + 10, 4.9e6 + 10)])], crs="EPSG:32632")
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as zipped:
            fields.to_file(folder + "/fields.shp", encoding=sys.argv[2])
            for part in sorted(glob.glob(folder + "/*")):
                if os.path.splitext(part)[1] not in sys.argv[3:]: zipped.write(part, "some/folder/" + os.path.basename(part))
            zipped.writestr("__MACOSX/some/folder/._fields.shp", "nothing")
        print("{}")
        """, [PathOf(name), encoding, .. without]);

    [SkippableTheory]
    [InlineData("UTF-8")]
    [InlineData("ISO-8859-1")]
    public void A_zipped_shapefile_has_its_reference_system_and_its_texts(string encoding)
    {
        Zip("fields.zip", encoding);
        var table = Read("fields.zip", "ESRI Shapefile");
        Assert.Equal(("EPSG:32632", 2), (table.Crs, table.Count));
        Assert.Equal(Value.Of("Grünland"), table.Features[0].Properties["crop"]);
        Assert.Equal([Value.Of(1.5), Value.Of(2.0)], table.Features.Select(feature => feature.Properties["area"]));
        Assert.Equal(Value.Of(7.0), table.Features[0].Properties["code"]);
        Assert.Equal(10_000 - 50, table.Features[0].Geometry.Area, 6);
        Assert.Empty(notes);
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "openeo-shapefile-*"));
    }

    [SkippableFact]
    public void What_a_shapefile_lacks_is_told()
    {
        Zip("fields.zip", "UTF-8", ".prj", ".cpg", ".dbf");
        var table = Read("fields.zip", "ESRI Shapefile");
        Assert.Null(table.Crs);
        Assert.Equal([10_000 - 50, 50], table.Features.Select(feature => Math.Round(feature.Geometry.Area)));
        Assert.Equal(3, notes.Count);
        Zip("index.zip", "UTF-8", ".shx");
        Assert.Contains("no .shx", Refused("index.zip", "ESRI Shapefile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_files_that_are_no_shapefile_are_refused()
    {
        void Write(string name, params string[] entries)
        {
            using var zip = ZipFile.Open(PathOf(name), ZipArchiveMode.Create);
            foreach (var entry in entries) zip.CreateEntry(entry).Open().Dispose();
        }
        Write("none.zip", "readme.txt");
        Assert.Contains("no .shp", Refused("none.zip", "ESRI Shapefile"), StringComparison.Ordinal);
        Write("two.zip", "a.shp", "b.shp");
        Assert.Contains("a.shp, b.shp", Refused("two.zip", "ESRI Shapefile"), StringComparison.Ordinal);
        // Names in a zip file lead nowhere.
        Write("away.zip", "../../away.shp", "../../away.shx", "/etc/passwd");
        Assert.DoesNotContain("openeo-shapefile", Refused("away.zip", "ESRI Shapefile"), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "away.shp")));
        File.WriteAllText(PathOf("single.shp"), "no zip");
        Assert.Contains("one zip file", Refused("single.shp", "ESRI Shapefile"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_file_that_unpacks_to_too_much_is_refused_while_it_does()
    {
        using (var zip = ZipFile.Open(PathOf("bomb.zip"), ZipArchiveMode.Create))
        {
            using var shapes = zip.CreateEntry("bomb.shp", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++) shapes.Write(zeros);
        }
        var refused = Assert.Throws<RasterException>(() =>
            ZippedShapefile.Read(new RasterLocation(PathOf("bomb.zip")), PathOf("bomb.zip"), notes.Add, 64 << 20));
        Assert.Contains("more than 67108864 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lon,lat,name\n9.5,45.25,a\n,,b\n", "'lon' and 'lat'")]
    [InlineData("\uFEFFname;Longitude;Latitude\r\na;9.5;45.25\r\nb;;\r\n", "'Longitude' and 'Latitude'")]
    [InlineData("x\ty\tname\n9.5\t45.25\ta\n\t\tb\n", "'x' and 'y'")]
    [InlineData("name,WKT\na,POINT(9.5 45.25)\nb,\n", "'WKT' as WKT")]
    public void Columns_of_coordinates_are_found_and_told(string text, string told)
    {
        var table = Csv(text);
        Assert.Equal("EPSG:4326", table.Crs);
        Assert.Equal(["POINT (9.5 45.25)", "POINT EMPTY"], table.Features.Select(feature => feature.Geometry.ToText()));
        Assert.Equal([Value.Of("a"), Value.Of("b")], table.Features.Select(feature => feature.Properties["name"]));
        Assert.Equal(["name"], table.Properties);
        Assert.Contains(told, notes[0], StringComparison.Ordinal);
        Assert.Contains("EPSG:4326", notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Options_say_what_cannot_be_seen()
    {
        var text = "lon,lat,px,py,shape\n1,2,600000,5000000,SRID=3857;POINT(7 8)\n";
        Assert.Equal("POINT (1 2)", Csv(text).Features[0].Geometry.ToText());
        var own = Csv(text, ("x", "px"), ("y", "py"), ("crs", "32632"));
        Assert.Equal(("EPSG:32632", "POINT (600000 5000000)"), (own.Crs, own.Features[0].Geometry.ToText()));
        Assert.Equal("EPSG:3857", Csv(text, ("geometry", "shape")).Crs);
        Assert.Contains("option 'crs'", CsvRefused(text, ("x", "px"), ("y", "py")), StringComparison.Ordinal);
        Assert.Contains("'y'", CsvRefused(text, ("x", "px")), StringComparison.Ordinal);
        Assert.Contains("'pz'", CsvRefused(text, ("x", "px"), ("y", "pz")), StringComparison.Ordinal);
        Assert.Contains("'EPSG:1'", CsvRefused(text, ("crs", "EPSG:1")), StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_are_numbers_booleans_or_texts_by_their_column()
    {
        var table = Csv("lon,lat,number,code,mixed,dry,Größe\n1,2,1e3,007,1,true,\"a, \"\"b\"\"\nc\"\n1,2,,008,x,FALSE,\n1,2,-0.5,,3,,z\n");
        IEnumerable<Value> Column(string name) => table.Features.Select(feature => feature.Properties[name]);
        Assert.Equal([Value.Of(1000.0), Value.Null, Value.Of(-0.5)], Column("number"));
        Assert.Equal([Value.Of("007"), Value.Of("008"), Value.Null], Column("code"));
        Assert.Equal([Value.Of("1"), Value.Of("x"), Value.Of("3")], Column("mixed"));
        Assert.Equal([Value.True, Value.False, Value.Null], Column("dry"));
        Assert.Equal([Value.Of("a, \"b\"\nc"), Value.Null, Value.Of("z")], Column("Größe"));
    }

    [Theory]
    [InlineData("", "CSV")]
    [InlineData("a,b\n1,2\n", "It has: a, b")]
    [InlineData("lon,lat\n1\n", "row")]
    [InlineData("lon,lat\n1,north\n", "'north' in the column 'lat' of row 1")]
    [InlineData("lon,lat\n\"9,5\",45\n", "decimals have a point")]
    [InlineData("wkt\nPOINT(1 2\n", "row 1 is no WKT")]
    [InlineData("wkt\nSRID=32632;POINT(1 2)\nSRID=32633;POINT(1 2)\n", "32632, 32633")]
    [InlineData("lat,lon,lat\n1,2,3\n", "lat")]
    public void A_table_without_places_is_refused_with_what_helps(string text, string said) =>
        Assert.Contains(said, CsvRefused(text), StringComparison.Ordinal);

    [SkippableFact]
    public void A_table_of_GeoPandas_is_what_it_wrote()
    {
        RunPython("geopandas", """
            import geopandas, sys
            from shapely.geometry import MultiPolygon, Polygon, box
            places = geopandas.GeoDataFrame({"height": [1.25, None, 1e300], "Name": ["Straße \"5\"", "a;b\tc", "x\ny"]},
                geometry=[box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]), Polygon()])
            places.to_csv(sys.argv[1], index=False)
            print("{}")
            """, PathOf("table.csv"));
        var table = Read("table.csv", "CSV");
        Assert.Equal([1, 2, 0], table.Features.Select(feature => feature.Geometry.Area));
        Assert.Equal([Value.Of(1.25), Value.Null, Value.Of(1e300)], table.Features.Select(feature => feature.Properties["height"]));
        Assert.Equal([Value.Of("Straße \"5\""), Value.Of("a;b\tc"), Value.Of("x\ny")], table.Features.Select(feature => feature.Properties["Name"]));
    }

    [Fact]
    public void Text_that_is_no_table_fails_as_such()
    {
        File.WriteAllBytes(PathOf("noise.csv"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))]);
        Assert.Contains("cannot be read as CSV", Refused("noise.csv", "CSV"), StringComparison.Ordinal);
        File.WriteAllText(PathOf("long.csv"), $"lon,lat\n1,{new string('9', 100_000)}\n", Encoding.ASCII);
        Assert.Contains("cannot be read as CSV", Refused("long.csv", "CSV"), StringComparison.Ordinal);
    }
}
