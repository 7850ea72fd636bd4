using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Result;

[Collection("jobs")]
public sealed class VectorResultTests(JobFixture api)
{
    // In the scene of the fixture, whose cells are 100 and 300.
    const string Field = """
        {"type":"Feature","properties":{"name":"field"},"geometry":{"type":"Polygon","coordinates":[
          [[11.280,46.510],[11.285,46.510],[11.285,46.515],[11.280,46.515],[11.280,46.510]]]}}
        """;

    static string Means(string save) => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":FIELD,"temporal_extent":["2024-01-01","2024-01-15"]}},
          "mean":{"process_id":"aggregate_spatial","arguments":{"data":{"from_node":"load"},"geometries":FIELD,"reducer":{"process_graph":{
            "m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}SAVE}}
        """.Replace("FIELD", Field, StringComparison.Ordinal).Replace("SAVE", save, StringComparison.Ordinal);

    static string Saved(string format) =>
        """},"save":{"process_id":"save_result","arguments":{"data":{"from_node":"mean"},"format":"FORMAT"},"result":true}"""
            .Replace("FORMAT", format, StringComparison.Ordinal);

    [Theory]
    [InlineData("JSON", "application/json", """{"2024-01-01T00:00:00Z":[[100,300]],"2024-01-11T00:00:00Z":[[100,300]]}""")]
    [InlineData("CSV", "text/csv", "date,feature_index,B04,B08,name,geometry\r\n2024-01-01T00:00:00Z,0,100,300,field,")]
    [InlineData("GeoJSON", "application/geo+json", "{\"type\":\"FeatureCollection\",")]
    [InlineData("GPKG", "application/geopackage+sqlite3", "SQLite format 3")]
    [InlineData("FlatGeobuf", "application/vnd.flatgeobuf", "fgb")]
    [InlineData("Parquet", "application/vnd.apache.parquet", "PAR1")]
    [InlineData("netCDF", "application/x-netcdf", "")]
    public async Task Statistics_are_answered_in_each_format(string format, string mediaType, string begins)
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", "{\"process\":" + Means(Saved(format)) + "}");
        await response.ShouldBeAsync(200);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(begins, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_cube_that_is_not_saved_is_answered_as_GeoJSON()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", "{\"process\":" + Means(",\"result\":true}") + "}");
        await response.ShouldBeAsync(200);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        var properties = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("features")[0].GetProperty("properties");
        Assert.Equal(("field", 300), (properties.GetProperty("name").GetString(), properties.GetProperty("2024-01-11T00:00:00Z~B08").GetInt32()));
    }

    [Theory]
    [InlineData("CSV", "name,lon,lat\nfield,11.2825,46.5125\n", "options\":{\"crs\":4326}")]
    [InlineData("CSV", "name;place\nfield;\"POINT(11.2825 46.5125)\"\n", "options\":{\"geometry\":\"place\"}")]
    [InlineData("CSV", "name,lon,lat\nfield,11.2825,46.5125\n", "options\":{\"crs\":\"EPSG:1\"}", 400, "EPSG:1")]
    [InlineData("CSV", "name,lon,lat\nfield,11.2825,46.5125\n", "options\":{\"encoding\":\"x\"}", 400,
        "has no option 'encoding'; it has: crs, x, y, geometry")]
    [InlineData("CSV", "name\nfield\n", "options\":{}", 400, "It has: name")]
    [InlineData("Parquet", "name\nfield\n", "options\":{}", 400, "cannot be read as Parquet")]
    [InlineData("ESRI Shapefile", "name\nfield\n", "options\":{}", 400, "one zip file")]
    public async Task Tables_that_users_upload_are_read_in_a_caged_worker(string format, string text, string options, int status = 200,
        string says = "[[100,300]]")
    {
        using var client = api.CreateClient();
        using (var content = new StringContent(text)) await (await client.PutAsync("files/tables/points", content)).ShouldBeAsync(200);
        var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "points":{"process_id":"load_uploaded_files","arguments":{"paths":["tables/points"],"format":"FORMAT","OPTIONS}},
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["2024-01-01","2024-01-02"]}},
              "mean":{"process_id":"aggregate_spatial","arguments":{"data":{"from_node":"load"},"geometries":{"from_node":"points"},"reducer":{"process_graph":{
                "m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"mean"},"format":"JSON"},"result":true}}}}
            """.Replace("FORMAT", format, StringComparison.Ordinal).Replace("OPTIONS", options, StringComparison.Ordinal));
        await response.ShouldBeAsync(status);
        Assert.Contains(says, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pixels_become_polygons_and_a_file_that_can_be_uploaded_again()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"bands":["B08"],
                "temporal_extent":["2024-01-01","2024-01-02"]}},
              "areas":{"process_id":"raster_to_vector","arguments":{"data":{"from_node":"load"}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"areas"},"format":"Parquet"},"result":true}}}}
            """);
        await response.ShouldBeAsync(200);
        using (var content = new ByteArrayContent(await response.Content.ReadAsByteArrayAsync()))
            await (await client.PutAsync("files/areas.parquet", content)).ShouldBeAsync(200);
        var again = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "areas":{"process_id":"load_uploaded_files","arguments":{"paths":["areas.parquet"],"format":"parquet"}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"areas"},"format":"CSV"},"result":true}}}}
            """);
        await again.ShouldBeAsync(200);
        var lines = (await again.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("feature_index,bands,t,value,geometry", lines[0]);
        Assert.StartsWith("0,B08,2024-01-01T00:00:00Z,300,\"POLYGON ((", Assert.Single(lines.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_loaded_within_polygons_are_no_data_outside_of_them()
    {
        const string Triangle = """{"type":"Polygon","coordinates":[[[11.280,46.510],[11.285,46.510],[11.280,46.515],[11.280,46.510]]]}""";
        const string Around = """{"type":"Polygon","coordinates":[[[11.27,46.50],[11.29,46.50],[11.29,46.52],[11.27,46.52],[11.27,46.50]]]}""";
        using var client = api.CreateClient();
        async Task<string> CountAsync(string extent, string within)
        {
            var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":EXTENT,"bands":["B04"],
                "temporal_extent":["2024-01-01","2024-01-02"]}},
              "count":{"process_id":"aggregate_spatial","arguments":{"data":{"from_node":"load"},"geometries":WITHIN,"reducer":{"process_graph":{
                "c":{"process_id":"count","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"count"},"format":"JSON"},"result":true}}}}
            """.Replace("EXTENT", extent, StringComparison.Ordinal).Replace("WITHIN", within, StringComparison.Ordinal));
            await response.ShouldBeAsync(200);
            return await response.Content.ReadAsStringAsync();
        }

        var masked = await CountAsync(Triangle, Around);
        Assert.Matches("^{\"2024-01-01T00:00:00Z\":\\[\\[[0-9]{3,4}\\]\\]}$", masked);
        Assert.Equal(await CountAsync("null", Triangle), masked);
    }

    [Fact]
    public async Task A_batch_job_tells_geometry_columns_and_counts_of_its_vectors()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Means(Saved("GPKG")));
        var results = await client.GetJsonAsync($"jobs/{id}/results");
        var asset = results.GetProperty("assets").EnumerateObject().Single().Value;
        Assert.Equal(1, asset.GetProperty("table:row_count").GetInt32());
        Assert.Equal("geometry", asset.GetProperty("table:primary_geometry").GetString());
        Assert.Equal("EPSG:4326", asset.GetProperty("proj:code").GetString());
        Assert.Contains(asset.GetProperty("table:columns").EnumerateArray(), column => column.GetProperty("name").GetString() == "2024-01-01T00:00:00Z~B04");
        Assert.Contains(results.GetProperty("stac_extensions").EnumerateArray(), extension => extension.GetString()!.Contains("/table/"));
        Assert.Equal(11.28, results.GetProperty("extent").GetProperty("spatial").GetProperty("bbox")[0][0].GetDouble(), 9);
        Assert.Contains(results.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "item");
    }
}
