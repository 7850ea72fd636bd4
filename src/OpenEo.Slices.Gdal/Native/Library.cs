using System.Reflection;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>Finds libgdal: the versions that distributions ship (3.6 is <c>.so.32</c>), then the unversioned name of a development install.</summary>
static partial class Library
{
    const string Name = "gdal";

    [ThreadStatic]
    static bool isHdf5Quiet;

    static readonly Lazy<nint> handle = new(() => Find([.. Enumerable.Range(32, 11).Select(version => $"libgdal.so.{version}"), "libgdal.so"]));

    /// <summary>Says before the first call where the C functions are.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(Library).Assembly, (name, _, _) => name == Name ? handle.Value : 0);

    /// <summary>Address of a function of libgdal, or of a library that it was linked with.</summary>
    public static bool TryExport(string function, out nint address) => NativeLibrary.TryGetExport(handle.Value, function, out address);

    /// <summary>Address of an exported function.</summary>
    public static nint Export(string function) => NativeLibrary.GetExport(handle.Value, function);

    /// <summary>
    /// Keeps HDF5 from printing to stderr what was looked for and is not there, on this thread. The
    /// netCDF library asks for that too, but on one thread only, and HDF5 has the setting for each.
    /// </summary>
    public static unsafe void QuietHdf5()
    {
        if (isHdf5Quiet) return;
        isHdf5Quiet = true;
        // Found by way of libgdal, which was linked with one of the names that HDF5 has. 0 is the default error stack, then no function and no data.
        if (NativeLibrary.TryGetExport(handle.Value, "H5Eset_auto2", out var function)) ((delegate* unmanaged<long, nint, nint, int>)function)(0, 0, 0);
    }

    /// <summary>Sets a variable of C's own environment; with overwrite 0 only when it is not set.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    /// <summary>Loads the first of the names that is there.</summary>
    /// <exception cref="DllNotFoundException">None is.</exception>
    public static nint Find(IEnumerable<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var found)) return found;
        throw new DllNotFoundException("The GDAL library (libgdal 3.6 or later) is not installed. Install gdal-bin: apt-get install gdal-bin");
    }
}
