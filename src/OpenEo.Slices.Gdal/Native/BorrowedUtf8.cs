using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace OpenEo.Slices.Gdal.Native;

/// <summary>Reads a text that GDAL keeps owning: the default string marshaller would free it.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(BorrowedUtf8))]
static class BorrowedUtf8
{
    /// <summary>The text as a string, null for a null pointer.</summary>
    public static string? ConvertToManaged(nint text) => Marshal.PtrToStringUTF8(text);
}
