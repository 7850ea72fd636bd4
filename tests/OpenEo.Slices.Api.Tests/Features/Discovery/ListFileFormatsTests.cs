namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class ListFileFormatsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Lists_what_can_be_written_by_GDALs_names()
    {
        var output = (await api.CreateClient(null).GetJsonAsync("file_formats")).GetProperty("output");
        Assert.Equal(["GTiff", "netCDF", "Zarr", "PNG", "JPEG", "CSV", "CovJSON", "GeoJSON", "GPKG", "FlatGeobuf", "Parquet", "JSON"],
            output.EnumerateObject().Select(format => format.Name));
        Assert.All(output.EnumerateObject(), format =>
        {
            Assert.NotEqual("", format.Value.GetProperty("title").GetString());
            var kinds = format.Value.GetProperty("gis_data_types").EnumerateArray().Select(type => type.GetString()).ToList();
            Assert.Equal(format.Name is "GTiff" or "PNG" or "JPEG" or "CovJSON" or "Zarr" or "netCDF" or "CSV" or "JSON", kinds.Contains("raster"));
            Assert.Equal(format.Name is not ("GTiff" or "PNG" or "JPEG" or "CovJSON" or "Zarr"), kinds.Contains("vector"));
            Assert.All(format.Value.GetProperty("parameters").EnumerateObject(),
                option => Assert.NotEqual("", option.Value.GetProperty("description").GetString()));
        });
        var compression = output.GetProperty("GTiff").GetProperty("parameters").GetProperty("compression");
        Assert.Equal("deflate", compression.GetProperty("default").GetString());
        Assert.Contains("none", compression.GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public async Task Lists_what_can_be_read()
    {
        var input = (await api.CreateClient(null).GetJsonAsync("file_formats")).GetProperty("input");
        Assert.Equal("GeoTIFF", input.GetProperty("GTiff").GetProperty("title").GetString());
    }
}
