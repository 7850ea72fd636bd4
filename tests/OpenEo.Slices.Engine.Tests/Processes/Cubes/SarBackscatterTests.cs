using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Stac;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class SarBackscatterTests
{
    internal static SourceCube Radar(string? coefficient) =>
        new(new CubeSchema([T("2024-01-01"), B("VV", "VH"), Y(2), X(2)], ElementType.Float32, double.NaN), new FakeReader(), [[], []])
        {
            Backscatter = coefficient,
        };

    [Fact]
    public void Data_that_are_the_coefficient_are_returned_as_they_are()
    {
        var data = Radar("gamma0-terrain");
        Assert.Same(data, CallCube("sar_backscatter", ("data", data)));
        var part = data.Select(1, [1]);
        Assert.Same(part, CallCube("sar_backscatter", ("data", part), ("elevation_model", "COPERNICUS_30"), ("noise_removal", false)));
        Assert.Same(data, CallCube("sar_backscatter", ("data", data), ("options", "{}")));
    }

    [Theory]
    [InlineData("gamma0-terrain", "sigma0-ellipsoid", "The data are gamma0-terrain")]
    [InlineData("gamma0-terrain", null, "not normalised")]
    [InlineData(null, "gamma0-terrain", "do not say")]
    public void Others_are_refused_with_what_they_are(string? told, string? asked, string said)
    {
        var fault = Fails("sar_backscatter", ("data", Radar(told)), ("coefficient", asked));
        Assert.Equal("FeatureUnsupported", fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_further_bands_nor_computed_values_are_taken()
    {
        Assert.Equal("local_incidence_angle", Fails("sar_backscatter", ("data", Radar("gamma0-terrain")), ("local_incidence_angle", true)).Parameter);
        var computed = CallCube("apply_kernel", ("data", Radar("gamma0-terrain")), ("kernel", "[[1]]"));
        Assert.Equal("FeatureUnsupported", Fails("sar_backscatter", ("data", computed)).Code);
    }

    [Theory]
    [InlineData("""{"sar:product_type":"RTC"}""", "gamma0-terrain")]
    [InlineData("""{"card4l:specification":"NRB","card4l:measurement_type":"gamma0"}""", "gamma0-terrain")]
    [InlineData("""{"card4l:specification":"NRB","card4l:measurement_type":"sigma0"}""", null)]
    [InlineData("""{"openeo:backscatter":"sigma0-ellipsoid"}""", "sigma0-ellipsoid")]
    [InlineData("""{"sar:product_type":"GRD"}""", null)]
    [InlineData("""{"summaries":{"sar:product_type":["RTC"]}}""", "gamma0-terrain")]
    [InlineData("""{"summaries":{"sar:product_type":["RTC","GRD"]}}""", null)]
    public void Metadata_tell_the_coefficient(string collection, string? coefficient) =>
        Assert.Equal(coefficient, Backscatter.Of(JsonDocument.Parse(collection).RootElement, []));
}
