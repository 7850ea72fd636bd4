using System.Text;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>HDF5 files that name another file, made with the HDF5 library itself. A dataset <c>band</c> of 4 x 4 bytes is in each.</summary>
static unsafe class HostileHdf5
{
    /// <summary>Its cells are the first bytes of another file. HDF5's own part begins after a block of the user's own.</summary>
    public static void WriteExternalStorage(string path, string secret, long userBlock = 0) =>
        Write(path, userBlock, properties => StoreElsewhere(properties, secret), null);

    /// <summary>A second dataset, <c>link</c>, is that of another file.</summary>
    public static void WriteExternalLink(string path, string other) => Write(path, 0, null, file => LinkElsewhere(file, other));

    /// <summary>It names nothing.</summary>
    public static void WritePlain(string path) => Write(path, 0, null, null);

    /// <summary>It has groups in groups.</summary>
    public static void WriteDeep(string path, int depth) => Write(path, 0, null, file => Nest(file, depth));

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

    static void Nest(long file, int depth)
    {
        var create = (delegate* unmanaged<long, byte*, long, long, long, long>)Function("H5Gcreate2");
        var close = (delegate* unmanaged<long, int>)Function("H5Gclose");
        var parent = file;
        fixed (byte* name = "g\0"u8)
            for (var i = 0; i < depth; i++)
            {
                var group = create(parent, name, 0, 0, 0);
                Assert.True(group >= 0);
                if (parent != file) _ = close(parent);
                parent = group;
            }
        _ = close(parent);
    }

    static void LinkElsewhere(long file, string secret)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(secret + "\0"))
        fixed (byte* inside = "/band\0"u8, own = "link\0"u8)
            Assert.True(((delegate* unmanaged<byte*, byte*, long, byte*, long, long, int>)Function("H5Lcreate_external"))(name, inside, file, own, 0, 0) >= 0);
    }
}
