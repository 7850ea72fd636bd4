using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class LibraryTests : GdalTest
{
    [Fact]
    public void Says_what_to_install_when_libgdal_is_missing() =>
        Assert.Contains("Install gdal-bin", Assert.Throws<DllNotFoundException>(() => Native.Library.Find(["libgdal-that-is-not-there.so"])).Message);

    [Fact]
    public void Finds_gdal_and_tells_its_version() => Assert.Matches(@"^3\.\d+\.\d+", Library.Version);

    [Fact]
    public void Describes_its_formats_with_options_whose_defaults_are_allowed()
    {
        Assert.Equal(["GTiff", "netCDF", "Zarr", "PNG", "JPEG"], Library.OutputFormats.Select(format => format.Name));
        Assert.All(Library.OutputFormats.SelectMany(format => format.Options),
            option => Assert.True(option.Allowed is null || option.Default is null || option.Allowed.Contains(option.Default!), option.Name));
    }

    [Fact]
    public void Failures_print_nothing_and_leave_no_error_for_the_next_call()
    {
        Assert.Throws<RasterException>(() => Library.Describe("/no/such.tif"));
        Assert.Equal(0, LibGdal.CPLGetLastErrorType());
    }
}
