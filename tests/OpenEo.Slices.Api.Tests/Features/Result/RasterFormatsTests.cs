using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Result;

/// <summary>Raster cubes in formats of tables, coverages and arrays, written by a caged worker.</summary>
[Collection("jobs")]
public sealed class RasterFormatsTests(JobFixture api)
{
    [Theory]
    [InlineData("csv", "text/csv", "t,y,x,B04,B08\r\n2024-01-01T00:00:00Z,")]
    [InlineData("COVJSON", "application/prs.coverage+json", "{\"type\":\"Coverage\",\"domain\":{\"type\":\"Domain\",\"domainType\":\"Grid\"")]
    [InlineData("ZARR", "application/zip", "PK")]
    public async Task A_cube_is_answered_in_each_format(string format, string mediaType, string begins)
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["2024-01-01","2024-01-15"]}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"FORMAT"},"result":true}}}}
            """.Replace("FORMAT", format, StringComparison.Ordinal));
        await response.ShouldBeAsync(200);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(begins, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
