using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Items of different versions and habits give the same bands.</summary>
public class StacItemTests
{
    const string V10 = """
        {"type":"Feature","stac_version":"1.0.0","id":"a","bbox":[11,46,12,47],"properties":{"datetime":"2022-06-12T10:00:00Z","proj:epsg":32632,
         "proj:shape":[705,935],"proj:transform":[10,0,674990,0,-10,5154960]},
         "assets":{"data":{"href":"./a.tif","type":"image/tiff; application=geotiff","roles":["data"],"eo:bands":[{"name":"B04","common_name":"red"},
          {"name":"B08"}],
          "raster:bands":[{"data_type":"uint16","nodata":0},{"data_type":"uint16","nodata":"nan","scale":0.0001}]},
          "thumb":{"href":"./t.png","type":"image/png","roles":["thumbnail"]},"meta":{"href":"./m.xml","type":"application/xml","roles":["metadata"]}}}
        """;

    const string V11 = """
        {"type":"Feature","stac_version":"1.1.0","id":"a","bbox":[11,46,0,12,47,100],"properties":{"start_datetime":"2022-06-12T12:00:00+02:00",
         "end_datetime":"2022-06-13T00:00:00Z","proj:code":"EPSG:32632"},
         "assets":{"data":{"href":"./a.tif","type":"image/tiff; application=geotiff","proj:shape":[705,935],"proj:transform":[10,0,674990,0,-10,5154960,0,0,1],
          "data_type":"uint16",
          "bands":[{"name":"B04","eo:common_name":"red","nodata":0},{"name":"B08","nodata":"nan","raster:scale":0.0001}]}}}
        """;

    [Theory]
    [InlineData(V10)]
    [InlineData(V11)]
    public void Reads_bands_grid_type_and_no_data(string json)
    {
        var item = Read(json)!;

        Assert.Equal(["B04", "B08"], item.Bands.Select(band => band.Name));
        Assert.Equal([1, 2], item.Bands.Select(band => band.Number));
        Assert.Equal("red", item.Bands[0].CommonName);
        Assert.All(item.Bands, band => Assert.Equal(ElementType.UInt16, band.Element));
        Assert.Equal([0, double.NaN], item.Bands.Select(band => band.NoData!.Value));
        Assert.Equal(0.0001, item.Bands[1].Scale!.Scale);
        Assert.Equal("/c/a.tif", item.Bands[0].Href);
        Assert.Equal("EPSG:32632", item.Bands[0].Grid!.Crs);
        Assert.Equal((935, 705, 674990.0, 5154960.0),
            (item.Bands[0].Grid!.Width, item.Bands[0].Grid!.Height, item.Bands[0].Grid!.OriginX, item.Bands[0].Grid!.OriginY));
        Assert.Equal(10, item.Start.UtcDateTime.Hour);
        Assert.Equal((11.0, 47.0), (item.Bounds!.Value.West, item.Bounds.Value.North));
    }

    [Fact]
    public void A_silent_item_leaves_the_questions_to_the_file()
    {
        var item = Read("""{"type":"Feature","id":"a","properties":{"datetime":"2022-06-12T10:00:00Z"},"assets":{"B04":{"href":"b.tif","roles":["data"]}}}""")!;

        var band = Assert.Single(item.Bands);
        Assert.Equal("B04", band.Name);
        Assert.Null(band.Grid);
        Assert.Null(band.Element);
        Assert.False(band.NoDataKnown);
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("\"yesterday\"", true)]
    [InlineData("\"2024-05-06\"", false)]
    public void Whether_an_item_has_a_time_is_known(string time, bool undated) => Assert.Equal(undated,
        Read("""{"type":"Feature","id":"a","properties":{"datetime":TIME},"assets":{}}""".Replace("TIME", time, StringComparison.Ordinal))!.IsUndated);

    static StacItem? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return StacItem.Parse(document.RootElement.Clone(), "/c/item.json");
    }
}
