using System.IO.Compression;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// A Zarr store of version 2 as one zip file. Nothing is compressed in it, because chunks are already, so that readers find each chunk by its place in
/// the file.
/// </summary>
static class ZarrZip
{
    const string Group = ".zgroup", Array = ".zarray", Attributes = ".zattrs", Consolidated = ".zmetadata";

    // The bytes of a result depend on nothing but the data.
    static readonly DateTimeOffset someTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The store as GDAL has written it.</param>
    /// <param name="path">The file.</param>
    /// <param name="arrays">Its arrays, each with the names of its dimensions, which GDAL 3.6 leaves out.</param>
    /// <param name="signed">Names of arrays whose bytes have a sign, which GDAL has no word for.</param>
    public static void Write(string folder, string path, IReadOnlyDictionary<string, string[]> arrays, IReadOnlyCollection<string> signed)
    {
        foreach (var (name, along) in arrays) Name(Path.Combine(folder, name, Attributes), along);
        foreach (var name in signed) Sign(Path.Combine(folder, name, Array));
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(name => Path.GetRelativePath(folder, name).Replace(Path.DirectorySeparatorChar, '/')).Where(name => name != Consolidated)
            .Order(StringComparer.Ordinal).ToList();
        var metadata = names.Where(name => Path.GetFileName(name) is Group or Array or Attributes)
            .Select(name => KeyValuePair.Create(name, JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))));
        // All metadata in one place: a reader over the network asks once.
        var text = new JsonObject { ["zarr_consolidated_format"] = 1, ["metadata"] = new JsonObject(metadata) }.ToJsonString();
        using (var entry = Entry(zip, Consolidated))
        using (var writer = new StreamWriter(entry)) writer.Write(text);
        foreach (var name in names)
        {
            using var entry = Entry(zip, name);
            using var content = File.OpenRead(Path.Combine(folder, name));
            content.CopyTo(entry);
        }
    }

    static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = someTime;
        return entry.Open();
    }

    static void Name(string path, string[] along)
    {
        var attributes = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        attributes["_ARRAY_DIMENSIONS"] = new JsonArray([.. along.Select(name => JsonValue.Create(name))]);
        File.WriteAllText(path, attributes.ToJsonString());
    }

    static void Sign(string path)
    {
        var array = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if ((string?)array["dtype"] != "|u1") return;
        array["dtype"] = "|i1";
        if (array["fill_value"] is JsonValue fill && fill.TryGetValue<int>(out var value)) array["fill_value"] = (int)unchecked((sbyte)value);
        File.WriteAllText(path, array.ToJsonString());
    }
}
