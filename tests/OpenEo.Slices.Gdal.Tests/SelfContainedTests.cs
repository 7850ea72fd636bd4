using System.Text;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Hostile HDF5 files, made with the HDF5 library itself: they name another file, whose content is not to become pixels.</summary>
public sealed unsafe class SelfContainedTests : GdalTest
{
    const int Side = 4;

    static nint Function(string name) => Native.Library.TryExport(name, out var address) ? address : throw new DllNotFoundException(name);

    static long Global(string name) => *(long*)Function(name);

    // A file with a dataset of bytes; "make" may set how it is stored, or add to the file.
    static void Write(string path, long userBlock, Action<long>? store, Action<long>? add)
    {
        _ = ((delegate* unmanaged<int>)Function("H5open"))();
        var create = (delegate* unmanaged<long, long>)Function("H5Pcreate");
        var ofFile = create(Global("H5P_CLS_FILE_CREATE_ID_g"));
        _ = ((delegate* unmanaged<long, long, int>)Function("H5Pset_userblock"))(ofFile, userBlock);
        long file;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
            file = ((delegate* unmanaged<byte*, uint, long, long, long>)Function("H5Fcreate"))(name, 2, ofFile, 0);
        Assert.True(file >= 0);
        var sizes = stackalloc long[] { Side, Side };
        var space = ((delegate* unmanaged<int, long*, long*, long>)Function("H5Screate_simple"))(2, sizes, null);
        var ofData = create(Global("H5P_CLS_DATASET_CREATE_ID_g"));
        store?.Invoke(ofData);
        fixed (byte* name = "band\0"u8)
        {
            var data = ((delegate* unmanaged<long, byte*, long, long, long, long, long, long>)Function("H5Dcreate2"))(
                file, name, Global("H5T_NATIVE_UCHAR_g"), space, 0, ofData, 0);
            Assert.True(data >= 0);
            _ = ((delegate* unmanaged<long, int>)Function("H5Dclose"))(data);
        }
        add?.Invoke(file);
        _ = ((delegate* unmanaged<long, int>)Function("H5Sclose"))(space);
        Assert.True(((delegate* unmanaged<long, int>)Function("H5Fclose"))(file) >= 0);
    }

    static void StoreElsewhere(long properties, string secret)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(secret + "\0"))
            Assert.True(((delegate* unmanaged<long, byte*, nint, long, int>)Function("H5Pset_external"))(properties, name, 0, Side * Side) >= 0);
    }

    static void LinkElsewhere(long file, string secret)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(secret + "\0"))
        fixed (byte* inside = "/band\0"u8, own = "link\0"u8)
            Assert.True(((delegate* unmanaged<byte*, byte*, long, byte*, long, long, int>)Function("H5Lcreate_external"))(name, inside, file, own, 0, 0) >= 0);
    }

    [Theory]
    [InlineData("hostile.nc", 0)]
    [InlineData("hostile.tif", 0)]
    [InlineData("hostile.nc", 512)]
    [InlineData("hostile", 4096)]
    public void External_storage_is_refused_and_named(string name, long userBlock)
    {
        var (path, secret) = (PathOf($"{userBlock}{name}"), PathOf("secret"));
        File.WriteAllText(secret, "0123456789abcdef");
        Write(path, userBlock, properties => StoreElsewhere(properties, secret), null);
        var failure = Assert.Throws<RasterException>(() => Library.Describe(path));
        Assert.Contains("external storage of 'band'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_external_link_is_refused_and_named()
    {
        var (path, other) = (PathOf("link.nc"), PathOf("other.nc"));
        Write(other, 0, null, null);
        Write(path, 0, null, file => LinkElsewhere(file, other));
        Assert.Contains("the link 'link'", Assert.Throws<RasterException>(() => Library.Describe(path)).Message, StringComparison.Ordinal);
        Assert.Null(Hdf5.FindReference(other));
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
