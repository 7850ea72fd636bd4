using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class ListFileFormatsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Lists_what_can_be_written_by_GDALs_names()
    {
        var output = (await api.CreateClient(null).GetJsonAsync("file_formats")).GetProperty("output");
        Assert.Equal(Formats.All.Select(format => format.Name).Append("JSON"), output.EnumerateObject().Select(format => format.Name));
        Assert.All(output.EnumerateObject(), format =>
        {
            Assert.NotEqual("", format.Value.GetProperty("title").GetString());
            Assert.Contains("raster", format.Value.GetProperty("gis_data_types").EnumerateArray().Select(type => type.GetString()));
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
