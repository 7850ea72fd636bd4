using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>
/// The HDF5 library that libgdal was linked with (1.10 or later, reference manual of the HDF Group): as much as tells whether a file names others. Debian's is
/// built to be called from any thread.
/// </summary>
static unsafe class Hdf5
{
    const int ByName = 0, Native = 2;            // H5_INDEX_NAME, H5_ITER_NATIVE
    const int Dataset = 5;                       // H5I_DATASET
    const int Virtual = 3;                       // H5D_VIRTUAL
    const int MostObjects = 100_000, MostDepth = 64;
    const int OwnLinks = 1;                      // H5L_TYPE_SOFT; what is larger is external or defined by a plugin

    sealed class Finding
    {
        public string? Reference { get; set; }

        public int Count { get; set; }
    }

    /// <summary>Why a file is not read: what in it leads to another, or that it has too much to look through; null when it is, or is no HDF5 file.</summary>
    /// <exception cref="DllNotFoundException">The library lacks a function.</exception>
    public static string? FindReference(string path)
    {
        Library.QuietHdf5();
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        long file;
        fixed (byte* text = name) file = ((delegate* unmanaged<byte*, uint, long, long>)Function("H5Fopen"))(text, 0, 0);
        if (file < 0) return null;
        try
        {
            var finding = new Finding();
            var handle = GCHandle.Alloc(finding);
            try
            {
                // Links first: an object behind one must not be opened.
                var links = (delegate* unmanaged<long, int, int, delegate* unmanaged[Cdecl]<long, byte*, int*, nint, int>, nint, int>)
                    Function("H5Lvisit1", "H5Lvisit");
                _ = links(file, ByName, Native, &VisitLink, GCHandle.ToIntPtr(handle));
                if (finding.Reference is not null) return finding.Reference;
                var objects = (delegate* unmanaged<long, int, int, delegate* unmanaged[Cdecl]<long, byte*, nint, nint, int>, nint, int>)
                    Function("H5Ovisit1", "H5Ovisit");
                _ = objects(file, ByName, Native, &VisitObject, GCHandle.ToIntPtr(handle));
                return finding.Reference;
            }
            finally
            {
                handle.Free();
            }
        }
        finally
        {
            Close("H5Fclose", file);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int VisitLink(long group, byte* name, int* type, nint handle)
    {
        var finding = (Finding)GCHandle.FromIntPtr(handle).Target!;
        // The library goes down by calling itself, and spells each path out: a file of groups in groups would end the process.
        var depth = 1;
        for (var letter = name; *letter != 0; letter++)
            if (*letter == '/') depth++;
        if (++finding.Count > MostObjects) finding.Reference = $"it has more than {MostObjects} objects. Write fewer.";
        else if (depth > MostDepth) finding.Reference = $"it has groups in groups, more than {MostDepth} deep. Write them less deep.";
        else if (*type > OwnLinks) finding.Reference = Elsewhere($"the link '{Marshal.PtrToStringUTF8((nint)name)}'");
        return finding.Reference is null ? 0 : 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int VisitObject(long group, byte* name, nint info, nint handle)
    {
        var item = ((delegate* unmanaged<long, byte*, long, long>)Function("H5Oopen"))(group, name, 0);
        if (item < 0) return 0;
        try
        {
            if (((delegate* unmanaged<long, int>)Function("H5Iget_type"))(item) != Dataset) return 0;
            var properties = ((delegate* unmanaged<long, long>)Function("H5Dget_create_plist"))(item);
            if (properties < 0) return 0;
            var files = ((delegate* unmanaged<long, int>)Function("H5Pget_external_count"))(properties);
            var layout = ((delegate* unmanaged<long, int>)Function("H5Pget_layout"))(properties);
            Close("H5Pclose", properties);
            if (files <= 0 && layout != Virtual) return 0;
            ((Finding)GCHandle.FromIntPtr(handle).Target!).Reference =
                Elsewhere($"the {(files > 0 ? "external storage" : "virtual storage")} of '{Marshal.PtrToStringUTF8((nint)name)}'");
            return 1;
        }
        finally
        {
            Close("H5Oclose", item);
        }
    }

    static string Elsewhere(string what) => $"{what} leads to another file. Write a file that holds all of its data itself.";

    static void Close(string function, long id) => _ = ((delegate* unmanaged<long, int>)Function(function))(id);

    static nint Function(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Library.TryExport(name, out var function)) return function;
        throw new DllNotFoundException($"libgdal's HDF5 library has no function {names[0]}.");
    }
}
