using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class SpatialReferenceTests : GdalTest
{
    [Theory]
    [InlineData("EPSG:4326", "EPSG:4326", true, 1)]
    [InlineData("epsg:32632", "EPSG:32632", false, 1)]
    [InlineData("3035", "EPSG:3035", false, 1)]
    [InlineData("EPSG:2225", "EPSG:2225", false, 0.30480060960121924)]
    [InlineData("OGC:CRS84", "EPSG:4326", true, 1)]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", true, 1)]
    [InlineData("urn:ogc:def:crs:EPSG::25832", "EPSG:25832", false, 1)]
    public void Looks_codes_up(string text, string code, bool geographic, double metres)
    {
        var crs = Library.DescribeCrs(text);
        Assert.Equal((code, geographic), (crs.Code, crs.IsGeographic));
        Assert.Equal(metres, crs.MetresPerUnit, 12);
        Assert.Matches("^(PROJCRS|GEOGCRS)\\[", crs.Wkt2);
    }

    [Fact]
    public void Knows_wkt_and_projjson_as_what_they_are()
    {
        Assert.Equal("EPSG:32632", Library.DescribeCrs(Library.DescribeCrs("EPSG:32632").Wkt2).Code);
        Assert.Equal("EPSG:3857", Library.DescribeCrs(Run("gdalsrsinfo", "-o", "projjson", "EPSG:3857")).Code);
        var nameless = Library.DescribeCrs("+proj=laea +lat_0=12 +lon_0=34 +datum=WGS84");
        Assert.Null(nameless.Code);
        Assert.Equal(nameless.Wkt2, Library.DescribeCrs(nameless.Wkt2).Wkt2);
    }

    [Theory]
    [InlineData("EPSG:999999")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("http://example.com/crs")]
    [InlineData("PROJCRS[broken")]
    public void Refuses_what_is_no_crs(string text) =>
        Assert.Contains($"The CRS '{text}' is not known", Assert.Throws<RasterException>(() => Library.DescribeCrs(text)).Message);

    [Fact]
    public void Transforms_boxes_with_their_bulging_edges()
    {
        var box = Library.Transform(new BoundingBox(9, 45, 12, 47), "EPSG:4326", "EPSG:32632");
        // The southern edge's lowest point is on the central meridian, 9 degrees east; the easternmost is the south-east corner.
        Assert.Equal(500_000, box.West, 3);
        Assert.Equal(4_982_950.4, box.South, 1);
        Assert.True(box.East > 736_000 && box.North > 5_205_000);
        var back = Library.Transform(box, "EPSG:32632", "EPSG:4326");
        Assert.True(back.West <= 9 && back.South <= 45 && back.East >= 12 && back.North >= 47);
    }

    [Fact]
    public void Transforms_points_x_before_y_and_marks_those_without_a_place()
    {
        double[] x = [9, 11, 9], y = [0, 46.5, 95];
        Library.Transform(x, y, "EPSG:4326", "EPSG:32632");
        Assert.Equal((500_000, 0), (Math.Round(x[0], 6), Math.Round(y[0], 6)));
        Assert.Equal(653_462, x[1], 0);
        Assert.True(double.IsNaN(x[2]) && double.IsNaN(y[2]));
    }

    [Theory]
    [InlineData(double.NaN, 0, "EPSG:4326", "EPSG:32632")]
    [InlineData(1e12, 1e12, "EPSG:32632", "EPSG:4326")]
    public void Says_when_a_box_has_no_extent_over_there(double west, double south, string from, string to) =>
        Assert.Contains($"has no extent in {to}",
            Assert.Throws<RasterException>(() => Library.Transform(new BoundingBox(west, south, west + 1, south + 1), from, to)).Message);

    [Fact]
    public void Many_threads_transform_at_once()
    {
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            double[] x = [9 + i * 0.001], y = [46];
            var before = x[0];
            Library.Transform(x, y, "EPSG:4326", "EPSG:32632");
            Library.Transform(x, y, "EPSG:32632", "EPSG:4326");
            Assert.Equal((before, 46), (Math.Round(x[0], 9), Math.Round(y[0], 9)));
        });
    }
}
