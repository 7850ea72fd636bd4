using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Files that name another file, whose content is not to become pixels.</summary>
public sealed class SelfContainedTests : GdalTest
{
    [Theory]
    [InlineData("hostile.nc", 0)]
    [InlineData("hostile.tif", 0)]
    [InlineData("hostile.nc", 512)]
    [InlineData("hostile", 4096)]
    public void External_storage_is_refused_and_named(string name, long userBlock)
    {
        var (path, secret) = (PathOf($"{userBlock}{name}"), PathOf("secret"));
        File.WriteAllText(secret, "0123456789abcdef");
        HostileHdf5.WriteExternalStorage(path, secret, userBlock);
        var failure = Assert.Throws<RasterException>(() => Library.Describe(path));
        Assert.Contains("external storage of 'band'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_external_link_is_refused_and_named()
    {
        var (path, other) = (PathOf("link.nc"), PathOf("other.nc"));
        HostileHdf5.WritePlain(other);
        HostileHdf5.WriteExternalLink(path, other);
        Assert.Contains("the link 'link'", Assert.Throws<RasterException>(() => Library.Describe(path)).Message, StringComparison.Ordinal);
        Assert.Null(Hdf5.FindReference(other));
    }

    [Fact]
    public void Groups_in_groups_are_refused_beyond_a_depth()
    {
        var (deep, flat) = (PathOf("deep.nc"), PathOf("flat.nc"));
        HostileHdf5.WriteDeep(deep, 2000);
        HostileHdf5.WriteDeep(flat, 20);
        Assert.Contains("groups in groups", Assert.Throws<RasterException>(() => Library.Describe(deep)).Message, StringComparison.Ordinal);
        Assert.Null(Hdf5.FindReference(flat));
    }

    [Theory]
    [InlineData("<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\"><VRTRasterBand dataType=\"Byte\" band=\"1\"><SimpleSource>"
        + "<SourceFilename>SECRET</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>")]
    [InlineData("GDALG")]
    [InlineData("<GDAL_WMS><Service name=\"TMS\"><ServerUrl>file://SECRET</ServerUrl></Service></GDAL_WMS>")]
    [InlineData("{\"type\":\"gdal_streamed_alg\",\"command_line\":\"gdal raster pipeline ! read SECRET\"}")]
    public void Files_that_describe_others_are_no_rasters_whatever_they_are_called(string content)
    {
        var (path, secret) = (PathOf("hostile.tif"), PathOf("secret.tif"));
        File.WriteAllText(path, content.Replace("SECRET", secret, StringComparison.Ordinal));
        Assert.Throws<RasterException>(() => Library.Describe(path));
    }
}
