using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Coarse results are made of overviews where that is nearly the same, and it is told.</summary>
public sealed class OverviewTests : SourceTest
{
    static string Resample(string method, double resolution = 80) => $$"""
        ,"r":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"l"},"resolution":{{resolution}},"method":"{{method}}","align":"upper-left"},
         "result":true}
        """;

    // A slope, whose means are known whatever they are made of.
    static double Slope(int[] at) => 100 + at[1] + 2 * at[2];

    [Theory]
    [InlineData("average")]
    [InlineData("bilinear")]
    public void Means_of_many_pixels_are_read_from_overviews(string method)
    {
        WriteTiff("far.tif", 2048, "auto", Slope);
        Server.Files["/far.tif"] = File.ReadAllBytes(PathOf("far.tif"));

        var path = Run(Plan(Server.Address + "far.tif", then: Resample(method)));

        Assert.True(Server.Sent < Server.Files["/far.tif"].Length / 8, $"{Server.Sent} of {Server.Files["/far.tif"].Length} bytes");
        Assert.Contains(Warnings, warning => warning.Contains("reads overviews", StringComparison.Ordinal));
        var cells = ReadBand<ushort>(path, 1, ElementType.UInt16);
        Assert.Equal(256 * 256, cells.Length);
        // Overviews of whole numbers are single pixels: off by less than one of theirs.
        for (var i = 300; i < cells.Length - 300; i += 977)
            Assert.Equal(100 + (i / 256 * 8 + 3.5) + 2 * (i % 256 * 8 + 3.5), cells[i], 3.0 * 8);
    }

    [Theory]
    [InlineData("near")]
    [InlineData("max")]
    [InlineData("mode")]
    [InlineData("med")]
    [InlineData("sum")]
    public void Pixels_and_ranks_are_those_of_the_whole_image(string method)
    {
        WriteTiff("a.tif", 512, "auto", Slope);

        var planned = Plan("a.tif", then: Resample(method));

        Assert.Equal(512 * 512, planned.Estimate.InputPixels);
        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData("auto", 39)]
    [InlineData("none", 80)]
    public void Whole_images_are_read_where_no_overview_is_fine_enough(string overviews, double resolution)
    {
        WriteTiff("a.tif", 1024, overviews, Slope);

        Assert.Equal(1024 * 1024, Plan("a.tif", then: Resample("average", resolution)).Estimate.InputPixels);
    }

    [Fact]
    public void A_part_of_the_scene_is_a_part_of_the_overview()
    {
        WriteTiff("a.tif", 2048, "auto", Slope);
        // 640 x 640 pixels from row and column 512 on.
        const string Limits = ""","spatial_extent":{"west":680110,"north":5149840,"east":686510,"south":5143440,"crs":32632}""";

        var planned = Plan("a.tif", limits: Limits, then: Resample("average", 40));

        Assert.InRange(planned.Estimate.InputPixels, 320 * 320, 322 * 322);
        var path = Run(planned);
        var (grid, cells) = (Library.Describe(path).Grid, ReadBand<ushort>(path, 1, ElementType.UInt16));
        Assert.Equal((160, 160, 680110.0, 5149840.0), (grid.Width, grid.Height, grid.OriginX, grid.OriginY));
        Assert.Equal(100 + 512 + 4 * 80 + 1.5 + 2 * (512 + 4 * 80 + 1.5), cells[80 * 160 + 80], 12.0);
    }
}
