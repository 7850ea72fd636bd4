using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Refuses files that have others read in their name: HDF5 (and with it netCDF-4) has datasets whose cells are in another file, or are put together from
/// datasets of others, and links into others. No program that writes scenes needs them; who wants to read what is not his does.
/// </summary>
static class SelfContained
{
    const int Smallest = 512;

    static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Looks at a local file, perhaps a copy of what is at <paramref name="location"/>, before anything else of it is read.</summary>
    /// <exception cref="RasterException">It refers to other files.</exception>
    public static void Demand(string path, string location)
    {
        if (IsHdf5(path) && Hdf5.FindReference(path) is { } reference)
            throw new RasterException($"'{location}' is refused: {reference}");
    }

    /// <summary>
    /// The one companion of a local file that is read: its mask, <c>.msk</c>, when that is a TIFF and no link. GDAL would open whatever has the name.
    /// </summary>
    public static string? MaskOf(string path)
    {
        var mask = path + ".msk";
        if (path.StartsWith("/vsi", StringComparison.Ordinal) || new FileInfo(mask) is not { Exists: true, LinkTarget: null }) return null;
        try
        {
            using var file = File.OpenHandle(mask);
            Span<byte> start = stackalloc byte[4];
            if (RandomAccess.Read(file, start, 0) < start.Length) return null;
            var isTiff = start.SequenceEqual("II*\0"u8) || start.SequenceEqual("MM\0*"u8) || start.SequenceEqual("II+\0"u8) || start.SequenceEqual("MM\0+"u8);
            return isTiff ? mask : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The superblock is at the beginning, or after a block of the user's own: at 512 bytes or any doubling of that.
    static bool IsHdf5(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            Span<byte> start = stackalloc byte[8];
            for (long place = 0; place + start.Length <= length; place = place == 0 ? Smallest : place * 2)
                if (RandomAccess.Read(file, start, place) == start.Length && start.SequenceEqual(Signature)) return true;
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;   // GDAL says better why it cannot be opened
        }
    }
}
