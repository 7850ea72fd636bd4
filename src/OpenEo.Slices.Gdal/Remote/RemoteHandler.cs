using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// Lets GDAL read <see cref="RemoteFiles"/> as files of a virtual file system (<c>VSIInstallPluginHandler</c> of cpl_vsi.h). GDAL has no function to
/// remove one, so it stays for the life of the process.
/// </summary>
static unsafe class RemoteHandler
{
    const int RegularFile = 0x8000 | 0x124;   // S_IFREG, r--r--r--

    static int installed;

    // VSIFilesystemPluginCallbacksStruct, in the order of the header.
    [StructLayout(LayoutKind.Sequential)]
    struct Callbacks
    {
        public nint UserData;
        public delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int> Stat;
        public nint Unlink, Rename, MakeFolder, RemoveFolder, ReadFolder;
        public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> Open;
        public delegate* unmanaged[Cdecl]<nint, ulong> Tell;
        public delegate* unmanaged[Cdecl]<nint, ulong, int, int> Seek;
        public delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint, nuint> Read;
        public nint ReadMultiRange, RangeStatus;
        public delegate* unmanaged[Cdecl]<nint, int> AtEnd;
        public nint Write, Flush, Truncate;
        public delegate* unmanaged[Cdecl]<nint, int> Close;
    }

    sealed class Reading(RemoteFile file)
    {
        public RemoteFile File => file;

        public long Position { get; set; }

        public bool AtEnd { get; set; }
    }

    /// <summary>Makes the files known to GDAL; gives what is put before an address.</summary>
    public static string Install(RemoteFiles files)
    {
        var prefix = $"/vsiremote{Interlocked.Increment(ref installed)}/";
        var callbacks = (Callbacks*)LibGdal.VSIAllocFilesystemPluginCallbacksStruct();
        callbacks->UserData = GCHandle.ToIntPtr(GCHandle.Alloc(files));
        callbacks->Stat = &Stat;
        callbacks->Open = &Open;
        callbacks->Tell = &Tell;
        callbacks->Seek = &Seek;
        callbacks->Read = &Read;
        callbacks->AtEnd = &AtEnd;
        callbacks->Close = &Close;
        // GDAL keeps the pointer to the prefix, so its memory is never given back.
        var failed = LibGdal.VSIInstallPluginHandler(Marshal.StringToCoTaskMemUTF8(prefix), (nint)callbacks) != 0;
        LibGdal.VSIFreeFilesystemPluginCallbacksStruct((nint)callbacks);   // GDAL has copied it
        return failed ? throw new InvalidOperationException("GDAL takes no file system of ours.") : prefix;
    }

    // No exception may leave these: there are only C frames above.

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Stat(nint files, byte* name, byte* status, int flags)
    {
        try
        {
            var length = FileAt(files, name).Length();
            // struct stat of Linux: the mode is elsewhere on arm64, the size is not.
            *(int*)(status + (RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 24 : 16)) = RegularFile;
            *(long*)(status + 48) = length;
            return 0;
        }
        catch (Exception e)
        {
            RemoteFailure.Remember(e);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static nint Open(nint files, byte* name, byte* access)
    {
        try
        {
            if (access[0] != 'r' || access[1] == '+' || (access[1] != 0 && access[2] == '+')) return 0;
            var file = FileAt(files, name);
            file.Length();
            while (!file.Hold()) file = FileAt(files, name);
            return GCHandle.ToIntPtr(GCHandle.Alloc(new Reading(file)));
        }
        catch (Exception e)
        {
            RemoteFailure.Remember(e);
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static ulong Tell(nint handle) => (ulong)Of(handle).Position;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Seek(nint handle, ulong offset, int whence)
    {
        try
        {
            var reading = Of(handle);
            reading.Position = whence switch { 0 => (long)offset, 1 => reading.Position + (long)offset, _ => reading.File.Length() + (long)offset };
            reading.AtEnd = false;
            return 0;
        }
        catch (Exception e)
        {
            RemoteFailure.Remember(e);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static nuint Read(nint handle, byte* target, nuint size, nuint count)
    {
        try
        {
            var (reading, wanted) = (Of(handle), (long)(size * count));
            long done = 0;
            while (done < wanted)
            {
                var part = (int)Math.Min(wanted - done, 1 << 30);
                var read = reading.File.Read(reading.Position, new Span<byte>(target + done, part));
                (reading.Position, done) = (reading.Position + read, done + read);
                if (read < part) break;
            }
            reading.AtEnd = done < wanted;
            return size == 0 ? 0 : (nuint)done / size;
        }
        catch (Exception e)
        {
            RemoteFailure.Remember(e);
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int AtEnd(nint handle) => Of(handle).AtEnd ? 1 : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Close(nint handle)
    {
        Of(handle).File.Release();
        GCHandle.FromIntPtr(handle).Free();
        return 0;
    }

    static Reading Of(nint handle) => (Reading)GCHandle.FromIntPtr(handle).Target!;

    static RemoteFile FileAt(nint files, byte* name) => ((RemoteFiles)GCHandle.FromIntPtr(files).Target!)[Marshal.PtrToStringUTF8((nint)name)!];
}
