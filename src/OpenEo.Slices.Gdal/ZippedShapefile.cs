using System.IO.Compression;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Reads a shapefile, which consists of several files, from one zip file. Its parts are unpacked under names of our own, so that no name in the zip leads
/// anywhere, and as far as they may be large.
/// </summary>
static class ZippedShapefile
{
    const int MostEntries = 10_000;

    // Geometries, their index, the table, its encoding, the reference system.
    static readonly string[] parts = [".shp", ".shx", ".dbf", ".cpg", ".prj"];

    /// <summary>The features of the one shapefile in a zip file that is on this machine.</summary>
    /// <param name="location">What was named, for messages.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="note">Hears, in sentences, what is missing.</param>
    /// <param name="most">Bytes of all parts when they are unpacked.</param>
    /// <exception cref="RasterException">It is no zip file with one shapefile, or too large.</exception>
    public static FeatureTable Read(RasterLocation location, string path, Action<string> note, long most = 2L << 30)
    {
        var folder = Directory.CreateTempSubdirectory("openeo-shapefile-").FullName;
        try
        {
            Unpack(location, path, folder, note, most);
            return VectorReader.Read(location, Path.Combine(folder, $"layer{parts[0]}"), alone: false);
        }
        catch (RasterException e)
        {
            throw new RasterException(e.Message.Replace(folder, location.Path, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new RasterException($"'{location}' cannot be unpacked: {e.Message.TrimEnd('.')}. A shapefile consists of several files; upload them in one "
                + "zip file.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Unpack(RasterLocation location, string path, string folder, Action<string> note, long most)
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.Entries.Count > MostEntries)
            throw new RasterException($"'{location}' has {zip.Entries.Count} entries; a shapefile consists of a handful of files.");
        // The Mac's finder adds a hidden file beside each.
        var entries = zip.Entries.Where(entry => !entry.Name.StartsWith('.')).ToList();
        var shapes = entries.Where(entry => Has(entry, parts[0])).ToList();
        if (shapes.Count != 1)
            throw new RasterException(shapes.Count == 0 ? $"'{location}' has no .shp file in it."
                : $"'{location}' has several shapefiles: {string.Join(", ", shapes.Select(entry => entry.FullName).Take(10))}. Put one into a zip file.");
        var left = most;
        foreach (var part in parts)
        {
            var stem = shapes[0].FullName[..^parts[0].Length];
            if (entries.FirstOrDefault(entry => Has(entry, part) && entry.FullName[..^part.Length] == stem) is { } found)
            {
                left = Unpack(found, Path.Combine(folder, $"layer{part}"), left)
                    ?? throw new RasterException($"'{location}' has more than {most} bytes when it is unpacked. Use GPKG, FlatGeobuf or Parquet.");
                continue;
            }
            if (part == ".shx") throw new RasterException($"'{location}' has no .shx file in it, without which a shapefile cannot be read.");
            note(part switch
            {
                ".dbf" => "It has no .dbf file: its features have no properties.",
                ".prj" => "It has no .prj file, which would name its coordinate reference system.",
                _ => "It has no .cpg file, which would name the encoding of its texts: they are read as its table says, else as ISO-8859-1.",
            });
        }
    }

    static bool Has(ZipArchiveEntry entry, string extension) => entry.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    // What the zip file says of sizes is nothing to rely on. Gives what is left of the limit; null when it was passed.
    static long? Unpack(ZipArchiveEntry entry, string path, long most)
    {
        using var packed = entry.Open();
        using var file = File.Create(path);
        var buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            if ((most -= read) < 0) return null;
            file.Write(buffer, 0, read);
        }
        return most;
    }
}
