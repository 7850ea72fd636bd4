using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Opens a finished netCDF file, or zipped Zarr store, again and reads a cell of each variable.</summary>
static unsafe class NetCdfCheck
{
    /// <summary>Reads the first cell of each variable.</summary>
    /// <exception cref="RasterException">The file, or a variable, cannot be read.</exception>
    public static void Check(string path, IEnumerable<string> variables, int rank, bool isZarr = false)
    {
        Errors.Forget();
        using var drivers = TextList.Of(isZarr ? "Zarr" : "netCDF");
        using var none = TextList.Of();
        // Without the driver's prefix GDAL would leave an HDF5 file without a known extension to another driver.
        var name = isZarr ? $"ZARR:\"/vsizip/{{{Path.GetFullPath(path)}}}\"" : $"NETCDF:\"{path}\"";
        using var dataset = Errors.Check(
            LibGdal.GDALOpenEx(name, LibGdal.OpenMultidim | LibGdal.OpenVerbose, drivers, 0, none), "GDALOpenEx", path);
        using var root = Errors.Check(LibGdal.GDALDatasetGetRootGroup(dataset), "GDALDatasetGetRootGroup", path);
        using var type = LibGdal.GDALExtendedDataTypeCreate(PixelType.Float64);
        var start = stackalloc ulong[rank + 1];
        var count = stackalloc nuint[rank + 1];
        for (var i = 0; i < rank; i++) (start[i], count[i]) = (0, 1);
        foreach (var variable in variables)
        {
            using var array = Errors.Check(LibGdal.GDALGroupOpenMDArray(root, variable, 0), $"GDALGroupOpenMDArray of {variable}", path);
            double value;
            if (LibGdal.GDALMDArrayRead(array, start, count, null, null, type, &value, null, 0) == 0) throw Errors.From($"GDALMDArrayRead of {variable}", path);
        }
    }
}
