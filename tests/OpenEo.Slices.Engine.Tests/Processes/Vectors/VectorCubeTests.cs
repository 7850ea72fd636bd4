using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;
using static OpenEo.Slices.Engine.Tests.Processes.Vectors.VectorTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

public sealed class VectorCubeTests
{
    const double None = double.NaN;

    const string Trees = """
        {"type":"FeatureCollection","features":[
          {"type":"Feature","id":"oak","properties":{"height":12.5,"alive":true,"years":[1,2,3]},"geometry":{"type":"Point","coordinates":[9.0001,45.1511,7]}},
          {"type":"Feature","properties":{"height":null,"name":"ash","years":[4]},"geometry":{"type":"Point","coordinates":[9.0003,45.1512]}},
          {"type":"Feature","properties":null,"geometry":null}]}
        """;

    static FeatureTable Table(RasterCube cube) => cube.Schema.Geometries!.Table;

    static string[] Shapes(RasterCube cube) => [.. Table(cube).Features.Select(feature => feature.Geometry.ToText())];

    [Fact]
    public void GeoJSON_becomes_a_cube_that_knows_identifiers_properties_and_reference_system()
    {
        var cube = CallCube("load_geojson", ("data", Trees));
        Assert.Equal("geometry", Assert.Single(cube.Schema.Dimensions).Name);
        Assert.Equal("vector cube", new CubeValue(cube).TypeName);
        Assert.Equal(["POINT (9.0001 45.1511)", "POINT (9.0003 45.1512)", "GEOMETRYCOLLECTION EMPTY"], Shapes(cube));
        Assert.Equal((Value.Of("oak"), "EPSG:4326"), (Table(cube).Features[0].Id, Table(cube).Crs));
        Assert.Equal(["alive", "height", "name", "years"], Table(cube).Properties);
    }

    [Fact]
    public void Properties_become_values()
    {
        var heights = CallCube("load_geojson", ("data", Trees), ("properties", "[\"height\",\"alive\"]"));
        Assert.Equal(["height", "alive"], Labels(heights, "properties"));
        Assert.Equal([12.5, 1, None, None, None, None], Read(heights));
        var years = CallCube("load_geojson", ("data", Trees), ("properties", "[\"years\"]"));
        Assert.Equal([0.0, 1.0, 2.0], Labels(years, "properties"));
        Assert.Equal([1, 2, 3, 4, None, None, None, None, None], Read(years));
        Assert.Contains("'girth'", Fails("load_geojson", ("data", Trees), ("properties", "[\"girth\"]")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}""", "ring")]
    [InlineData("""{"type":"Point","coordinates":["a",0]}""", "position")]
    [InlineData("""{"type":"FeatureCollection"}""", "'features'")]
    [InlineData("""{"type":"Feature","geometry":{"type":"Circle"}}""", "geometry")]
    [InlineData("""{"type":"Point","coordinates":[0,0],"crs":{"type":"name","properties":{"name":"EPSG:1"}}}""", "EPSG:1")]
    [InlineData("""{"type":"file","path":"x"}""", "'type'")]
    public void What_is_no_GeoJSON_is_refused_with_the_place(string json, string said)
    {
        var fault = Fails("load_geojson", ("data", json));
        Assert.Equal("ProcessParameterInvalid", fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_of_cubes_work_on_vector_cubes()
    {
        var data = Counting(T("2020-01-01", "2020-02-01"), B("B1", "B2"), Y(2), X(2));
        var cube = CallCube("aggregate_spatial", ("data", data), ("geometries", Polygons(Stars(3, 2, 3, seed: 9))),
            ("reducer", Child("""{"process_id":"max","arguments":{"data":{"from_parameter":"data"}}}""")));
        Assert.Equal(12, Read(cube).Length);
        var twice = CallCube("apply", ("data", cube), ("process", Child("""{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":2}}""")));
        Assert.Equal(Read(cube).Select(value => value * 2), Read(twice));
        var band = CallCube("filter_bands", ("data", twice), ("bands", "[\"B2\"]"));
        var later = CallCube("filter_temporal", ("data", band), ("extent", "[\"2020-02-01\",null]"));
        Assert.Equal([3, 1, 1], later.Schema.Shape);
        var latest = CallCube("reduce_dimension", ("data", twice), ("dimension", "t"),
            ("reducer", Child("""{"process_id":"last","arguments":{"data":{"from_parameter":"data"}}}""")));
        Assert.Equal(["geometry", "bands"], latest.Schema.Dimensions.Select(dimension => dimension.Name));
        var renamed = CallCube("rename_labels", ("data", band), ("dimension", "bands"), ("target", "[\"high\"]"), ("source", "[\"B2\"]"));
        var merged = CallCube("merge_cubes", ("cube1", cube), ("cube2", renamed));
        Assert.Equal(["B1", "B2", "high"], Labels(merged, "bands"));
        Assert.Equal(3, merged.Schema.Geometries!.Count);
        Assert.Equal(Read(band), Read(CallCube("filter_bands", ("data", merged), ("bands", "[\"high\"]"))));
        Assert.Equal("geometry", CallCube("add_dimension", ("data", cube), ("name", "run"), ("label", 1)).Schema.Geometries!.Name);
    }

    [Fact]
    public void Filters_choose_whole_geometries()
    {
        var data = GeoJson("GeometryCollection", "[]").Replace("\"coordinates\"", "\"geometries\"", StringComparison.Ordinal).Replace("[]",
            $$"""
            [{"type":"Point","coordinates":{{At(1, 1)}}},{"type":"Point","coordinates":{{At(5, 5)}}},
             {"type":"LineString","coordinates":[{{At(1, 1)}},{{At(9, 9)}}]}]
            """,
            StringComparison.Ordinal);
        int Count(string relation) => Table(CallCube("filter_vector", ("data", data), ("geometries", Box(0, 0, 3, 3)), ("relation", relation))).Count;
        Assert.Equal((2, 1, 1, 1), (Count("intersects"), Count("within"), Count("disjoint"), Count("crosses")));
        Assert.Equal((0, 0, 0, 0), (Count("contains"), Count("equals"), Count("touches"), Count("overlaps")));
        var cube = CallCube("load_geojson", ("data", data));
        var inside = CallCube("filter_bbox", ("data", cube), ("extent", "{\"west\":500000,\"south\":4999940,\"east\":500060,\"north\":5000000,\"crs\":32632}"));
        Assert.Equal(2, Table(inside).Count);
    }

    [Fact]
    public void Buffers_are_in_metres()
    {
        var wide = CallCube("vector_buffer", ("geometries", GeoJson("Point", At(1, 1))), ("distance", 10));
        Assert.Equal(Math.PI * 100, Table(wide).Features[0].Geometry.Area, 1.0);
        var narrow = CallCube("vector_buffer", ("geometries", Box(0, 0, 4, 4)), ("distance", -5));
        Assert.Equal(900, Table(narrow).Features[0].Geometry.Area, 6);
        Assert.True(Table(CallCube("vector_buffer", ("geometries", Box(0, 0, 4, 4)), ("distance", -25))).Features[0].Geometry.IsEmpty);
        Assert.Equal("UnitMismatch", Fails("vector_buffer", ("geometries", Trees), ("distance", 10)).Code);
        Assert.Equal("ProcessParameterInvalid", Fails("vector_buffer", ("geometries", Box(0, 0, 1, 1)), ("distance", 0)).Code);
    }

    [Fact]
    public void Reprojection_goes_there_and_back()
    {
        var degrees = CallCube("vector_reproject", ("data", Box(0, 0, 4, 4)), ("projection", 4326));
        Assert.Equal("EPSG:4326", Table(degrees).Crs);
        var back = CallCube("vector_reproject", ("data", degrees), ("projection", 32632), ("dimension", "geometry"));
        Assert.Equal(1600, Table(back).Features[0].Geometry.Area, 3);
        Assert.Equal("DimensionNotAvailable", Fails("vector_reproject", ("data", degrees), ("projection", 32632), ("dimension", "place")).Code);
    }

    [Fact]
    public void Random_points_follow_from_their_seed_and_lie_in_their_geometries()
    {
        var stars = Polygons(Stars(20, 50, 9, seed: 3));
        var points = CallCube("vector_to_random_points", ("data", stars), ("geometry_count", 7), ("seed", 42));
        Assert.Equal(20, Table(points).Count);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(7, Table(points).Features[i].Geometry.NumGeometries);
            Assert.True(Table(stars).Features[i].Geometry.Buffer(0.01).Covers(Table(points).Features[i].Geometry));
        }
        Assert.Equal(Shapes(points), Shapes(CallCube("vector_to_random_points", ("data", stars), ("geometry_count", 7), ("seed", 42))));
        Assert.NotEqual(Shapes(points), Shapes(CallCube("vector_to_random_points", ("data", stars), ("geometry_count", 7), ("seed", 43))));
        Assert.Equal(45, Table(CallCube("vector_to_random_points", ("data", stars), ("total_count", 45), ("group", false))).Count);
        Assert.Equal("CountMismatch", Fails("vector_to_random_points", ("data", stars), ("total_count", 19)).Code);
    }

    [Fact]
    public void Regular_points_begin_at_the_upper_left_corner_or_the_first_position()
    {
        string[] Points(string geometry, double distance) =>
            Shapes(CallCube("vector_to_regular_points", ("data", geometry), ("distance", distance), ("group", false)));
        Assert.Equal(["POINT (500010 4999990)", "POINT (500030 4999990)", "POINT (500010 4999970)", "POINT (500030 4999970)"], Points(Box(0, 0, 4, 4), 20));
        Assert.Equal(["POINT (500000 5000000)", "POINT (500025 5000000)"], Points(GeoJson("LineString", $"[{At(0, 0)},{At(4, 0)}]"), 25));
        Assert.Equal(["POINT (500000 5000000)"], Points(GeoJson("Polygon", $"[[{At(0, 0)},{At(1, 0)},{At(0, 1)},{At(0, 0)}]]"), 1000));
        Assert.Equal("UnitMismatch", Fails("vector_to_regular_points", ("data", Trees), ("distance", 10)).Code);
    }

    [Fact]
    public void Rasters_take_values_or_properties_of_geometries()
    {
        var target = Counting(Y(3), X(3));
        var geojson = $$$"""
            {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32632"}},"features":[
              {"type":"Feature","properties":{"class":7,"name":"a"},"geometry":{"type":"Polygon","coordinates":[[{{{At(0, 0)}}},{{{At(2, 0)}}},{{{At(2, 2)}}},
                {{{At(0, 2)}}},{{{At(0, 0)}}}]]}},
              {"type":"Feature","properties":{"class":9},"geometry":{"type":"Point","coordinates":{{{At(1.5, 1.5)}}}}}]}
            """;
        var classes = CallCube("vector_to_raster", ("data", geojson), ("target", target));
        Assert.Equal(["class"], Labels(classes, "bands"));
        Assert.Equal([7, 7, None, 7, 9, None, None, None, None], Read(classes));
        Assert.Equal(Read(classes), ReadCells(classes));
        Assert.Equal([1, None, None, None, None, None, None, None, None], Read(CallCube("vector_to_raster", ("data", Box(0, 0, 1, 1)), ("target", target))));
        var sums = CallCube("aggregate_spatial", ("data", Counting(T("2020-01-01", "2020-02-01"), Y(3), X(3))), ("geometries", Box(1, 1, 3, 3)),
            ("reducer", Child("""{"process_id":"sum","arguments":{"data":{"from_parameter":"data"}}}""")));
        Assert.Equal([24, 60], Read(CallCube("vector_to_raster", ("data", sums), ("target", target))).Where(cell => !double.IsNaN(cell)).Distinct());
    }

    [Fact]
    public void A_process_is_applied_below_each_polygon()
    {
        var data = Counting(T("2020-01-01", "2020-02-01"), Y(3), X(3));
        var two = CallCube("merge_cubes", ("cube1", CallCube("load_geojson", ("data", Box(0, 0, 2, 1)))),
            ("cube2", CallCube("load_geojson", ("data", Box(2, 1, 3, 3)))), ("overlap_resolver", Child("""{"process_id":"max","arguments":{"data":[1]}}""")));
        const string Negative = """
            {"process_id":"apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{
              "n":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":-1},"result":true}}}}}
            """;
        var cube = CallCube("apply_polygon", ("data", data), ("geometries", two), ("process", Child(Negative)));
        Assert.Equal([0, -1, None, None, None, -5, None, None, -8, -9, -10, None, None, None, -14, None, None, -17], Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
        var crowded = Polygons(Stars(9, 3, 5, seed: 1));
        Assert.Equal("GeometriesOverlap", Fails("apply_polygon", ("data", data), ("geometries", crowded), ("process", Child(Negative))).Code);
    }
}
