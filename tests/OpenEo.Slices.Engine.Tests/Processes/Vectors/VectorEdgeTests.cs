using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;
using static OpenEo.Slices.Engine.Tests.Processes.Vectors.VectorTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

/// <summary>Geometries as they should not be: each gives what is right or a fault that says what is wrong, and nothing else.</summary>
public sealed class VectorEdgeTests
{
    const string Utm = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32632\"}}";

    const string Corner = "[500000,5000000]", East = "[500040,5000000]", South = "[500000,4999960]", Far = "[500040,4999960]";

    public static TheoryData<string> Odd { get; } =
    [
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
        "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}",
        "{\"type\":\"GeometryCollection\",\"geometries\":[]," + Utm + "}",
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":"
            + Corner + "},{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + East + "," + South + "," + Corner + "]]}]}," + Utm + "}",
        // A bow tie, a spike, a point as a polygon, a hole outside, a hole that is the whole, a ring that runs twice.
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + Far + "," + East + "," + South + "," + Corner + "]]," + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + East + "," + Corner + "," + Corner + "]]," + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + Corner + "," + Corner + "," + Corner + "]]," + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + East + "," + South + "," + Corner + "],[[1,1],[2,1],[2,2],[1,1]]]," + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + East + "," + South + "," + Corner + "],[" + Corner + "," + East + "," + South + "," + Corner
            + "]]," + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[" + Corner + "," + East + "," + South + "," + Corner + "," + East + "," + South + "," + Corner + "]],"
            + Utm + "}",
        "{\"type\":\"Polygon\",\"coordinates\":[[]]," + Utm + "}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[" + Corner + "," + East + "," + South + "," + Corner + "]],[[" + Corner + "," + East + "," + South + ","
            + Corner + "]]]," + Utm + "}",
        "{\"type\":\"LineString\",\"coordinates\":[" + Corner + "," + Corner + "]," + Utm + "}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[" + Corner + "," + Corner + ",[500010,4999990,9]]," + Utm + "}",
        // Too large for whole numbers, and for anything.
        "{\"type\":\"Polygon\",\"coordinates\":[[[-1e300,-1e300],[1e300,-1e300],[1e300,1e300],[-1e300,-1e300]]]," + Utm + "}",
        "{\"type\":\"Point\",\"coordinates\":[1e308,-1e308]," + Utm + "}",
        "{\"type\":\"Point\",\"coordinates\":[1e999,0]," + Utm + "}",
        "{\"type\":\"Point\",\"coordinates\":[500000,5000000]}",
        "{\"type\":\"Point\",\"coordinates\":[9,90]}",
        "{\"type\":\"LineString\",\"coordinates\":[[9,-90],[-180,45]]}",
        "{\"type\":\"Point\",\"coordinates\":[]," + Utm + "}",
        "{\"type\":\"Point\",\"coordinates\":[9,45],\"crs\":null}",
        "{\"type\":\"Point\",\"coordinates\":[9,45],\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"file:///etc/passwd\"}}}",
        "{\"type\":\"FeatureCollection\",\"features\":[null,1,{}]}",
        "{\"type\":\"Feature\",\"id\":{\"a\":[]},\"properties\":{\"\":1,\"a~b\":[{}],\"É\\u0000\":\"x\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
            + Corner + "}," + Utm + "}",
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_geometries_give_a_cube_or_a_fault(string geojson)
    {
        var data = Counting(T("2024-01-01"), Y(6), X(6));
        var mean = Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""");
        var median = Child("""{"process_id":"median","arguments":{"data":{"from_parameter":"data"}}}""");
        var same = Child("""
            {"process_id":"apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
              "n":{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}},"result":true}}}}}
            """);
        Try(() => CallCube("load_geojson", ("data", geojson)));
        Try(() => CallCube("load_geojson", ("data", geojson), ("properties", "[\"a\"]")));
        Try(() => CallCube("aggregate_spatial", ("data", data), ("geometries", geojson), ("reducer", mean)));
        Try(() => CallCube("aggregate_spatial", ("data", data), ("geometries", geojson), ("reducer", median), ("target_dimension", "stats")));
        Try(() => CallCube("mask_polygon", ("data", data), ("mask", geojson)));
        Try(() => CallCube("filter_spatial", ("data", data), ("geometries", geojson)));
        Try(() => CallCube("apply_polygon", ("data", data), ("geometries", CallCube("load_geojson", ("data", geojson))), ("process", same)));
        Try(() => CallCube("vector_to_raster", ("data", geojson), ("target", data)));
        Try(() => CallCube("vector_buffer", ("geometries", geojson), ("distance", -5)));
        Try(() => CallCube("vector_buffer", ("geometries", geojson), ("distance", 25)));
        Try(() => CallCube("vector_reproject", ("data", geojson), ("projection", 3857)));
        Try(() => CallCube("vector_reproject", ("data", geojson), ("projection", 4326)));
        Try(() => CallCube("vector_to_random_points", ("data", geojson), ("geometry_count", 2), ("seed", 1)));
        Try(() => CallCube("vector_to_regular_points", ("data", geojson), ("distance", 10)));
        Try(() => CallCube("filter_bbox", ("data", CallCube("load_geojson", ("data", geojson))),
            ("extent", "{\"west\":8,\"south\":44,\"east\":10,\"north\":46}")));
        foreach (var relation in new[] { "intersects", "disjoint", "equals", "touches", "crosses", "overlaps", "contains", "within" })
        {
            Try(() => CallCube("filter_vector", ("data", geojson), ("geometries", Box(0, 0, 3, 3)), ("relation", relation)));
            Try(() => CallCube("filter_vector", ("data", Box(0, 0, 3, 3)), ("geometries", geojson), ("relation", relation)));
        }

        // Whatever comes is read too: nothing fails later.
        static void Try(Func<RasterCube> call)
        {
            try
            {
                var cube = call();
                if (!cube.Schema.Full.IsEmpty) Assert.NotEmpty(Read(cube));
            }
            catch (ProcessGraphException refused)
            {
                Assert.All(refused.Faults, fault => Assert.NotEqual("", fault.Message));
            }
        }
    }

    [Fact]
    public void Polygons_that_cross_themselves_have_the_pixels_of_their_parts()
    {
        var bowTie = GeoJson("Polygon", $"[[{At(0, 0)},{At(4, 4)},{At(4, 0)},{At(0, 4)},{At(0, 0)}]]");
        var painted = Read(CallCube("vector_to_raster", ("data", bowTie), ("target", Counting(Y(4), X(4)))));
        // Two triangles, on the left and on the right; centres on their edges count in on the right and above.
        Assert.All([4, 7, 8, 11], i => Assert.Equal(1, painted[i]));
        Assert.All([1, 2, 13, 14], i => Assert.Equal(double.NaN, painted[i]));
    }

    [Fact]
    public void Parts_on_both_sides_of_the_antimeridian_meet_a_grid_across_it()
    {
        var data = Cube([.. Enumerable.Range(0, 8).Select(i => (double)i)], Y(1, 0.5, -1, "EPSG:4326"), X(8, 176.5, 1, "EPSG:4326"));
        const string parts = """
            {"type":"MultiPolygon","coordinates":[[[[178,0],[180,0],[180,1],[178,1],[178,0]]],[[[-180,0],[-178,0],[-178,1],[-180,1],[-180,0]]]]}
            """;
        var sum = Child("""{"process_id":"sum","arguments":{"data":{"from_parameter":"data"}}}""");
        Assert.Equal([2 + 3 + 4 + 5], Read(CallCube("aggregate_spatial", ("data", data), ("geometries", parts), ("reducer", sum))));
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84")]
    [InlineData("urn:ogc:def:crs:OGC::CRS84h")]
    [InlineData("urn:ogc:def:crs:EPSG::4326")]
    [InlineData("EPSG:4326")]
    public void Degrees_have_many_names(string name)
    {
        var json = $$$"""{"type":"Point","coordinates":[9,45,100],"crs":{"type":"name","properties":{"name":"{{{name}}}"} } }""";
        Assert.Equal("EPSG:4326", CallCube("load_geojson", ("data", json)).Schema.Geometries!.Table.Crs);
    }

    [Fact]
    public void Metres_that_are_said_to_be_degrees_are_refused()
    {
        var fault = Fails("load_geojson", ("data", """{"type":"Point","coordinates":[1000000,5600000]}"""));
        Assert.Equal("ProcessParameterInvalid", fault.Code);
        Assert.Contains("'crs'", fault.Message, StringComparison.Ordinal);
        Assert.Equal("EPSG:3857", CallCube("load_geojson", ("data",
            """{"type":"Point","coordinates":[1000000,5600000],"crs":{"type":"name","properties":{"name":"EPSG:3857"}}}""")).Schema.Geometries!.Table.Crs);
    }

    [Fact]
    public void Edges_around_the_world_are_noted()
    {
        string[] Notes(string coordinates)
        {
            var notes = new List<string>();
            GeoJsonReader.Read(ValueJson.Read(System.Text.Json.JsonElement.Parse("{\"type\":\"Polygon\",\"coordinates\":" + coordinates + "}")), notes.Add);
            return [.. notes];
        }
        Assert.Contains("antimeridian", Assert.Single(Notes("[[[179,0],[-179,0],[-179,1],[179,1],[179,0]]]")), StringComparison.Ordinal);
        Assert.Empty(Notes("[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]"));
        Assert.Empty(Notes("[[[170,0],[190,0],[190,1],[170,1],[170,0]]]"));
    }

    [Fact]
    public void Properties_of_several_types_are_texts_in_tables_and_say_so()
    {
        const string json = """
            {"type":"FeatureCollection","features":[
              {"type":"Feature","properties":{"größe":1,"n":null,"l":[1]},"geometry":{"type":"Point","coordinates":[9,45]}},
              {"type":"Feature","properties":{"größe":"zwei","n":2},"geometry":{"type":"Point","coordinates":[9,46]}}]}
            """;
        var table = CallCube("load_geojson", ("data", json)).Schema.Geometries!.Table;
        Assert.Equal(["string", "array", "number"], new[] { "größe", "l", "n" }.Select(name => VectorFile.TypeOf(table, name)));
    }
}
