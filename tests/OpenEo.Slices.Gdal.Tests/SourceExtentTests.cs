using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Extents that lie elsewhere than the data, or are in other units than they say.</summary>
public sealed class SourceExtentTests : SourceTest
{
    [Theory]
    [InlineData("{\"west\":-60,\"south\":-10,\"east\":-59,\"north\":-9}")]
    [InlineData("{\"west\":100000,\"south\":100000,\"east\":100100,\"north\":100100,\"crs\":32632}")]
    [InlineData("{\"west\":-170,\"south\":-80,\"east\":-169,\"north\":-79}")]
    public void There_is_no_data_far_outside(string extent)
    {
        WriteTiff("a.tif");

        Assert.Equal(FaultCodes.NoDataAvailable, Fault(() => Plan("a.tif", limits: $",\"spatial_extent\":{extent}")).Code);
    }

    [Fact]
    public void Metres_that_are_taken_for_degrees_are_refused_with_a_hint()
    {
        WriteTiff("a.tif");

        var fault = Fault(() => Plan("a.tif", limits: ""","spatial_extent":{"west":675000,"south":5152500,"east":675100,"north":5152600}"""));

        Assert.Contains(fault.Code, (string[])[FaultCodes.NoDataAvailable, FaultCodes.ProcessParameterInvalid]);
        Assert.Contains("crs", fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    // Beside the cube nothing is left, which has no place in a file; metres as degrees are no place at all.
    [InlineData("{\"west\":-60,\"south\":-10,\"east\":-59,\"north\":-9}", FaultCodes.DataCubeEmpty, "data", "'x'")]
    [InlineData("{\"west\":1e30,\"south\":1e30,\"east\":1e31,\"north\":1e31,\"crs\":32632}", FaultCodes.DataCubeEmpty, "data", "'x'")]
    [InlineData("{\"west\":675000,\"south\":5152500,\"east\":675100,\"north\":5152600}", FaultCodes.ProcessParameterInvalid, "extent", "the data covers")]
    public void A_filter_outside_of_the_cube_leaves_nothing_to_be_saved(string extent, string code, string parameter, string reason)
    {
        WriteTiff("a.tif");
        var filter = $$"""
            ,"f":{"process_id":"filter_bbox","arguments":{"data":{"from_node":"l"},"extent":{{extent}} },"result":true}
            """;

        var fault = Fault(() => Plan("a.tif", then: filter));

        Assert.Equal((code, "f", parameter), (fault.Code, fault.Node, fault.Parameter));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_projection_that_cannot_show_the_cube_is_refused()
    {
        WriteTiff("a.tif");
        const string Project = """
            ,"r":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"l"},"projection":2193},"result":true}
            """;

        var failure = Record.Exception(() => Plan("a.tif", then: Project));

        Assert.True(failure is null or ProcessGraphException, failure?.ToString());
    }
}
