using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Writes a cube of any dimensions as netCDF-4 after CF-1.8, or as a Zarr store with the same arrays: a variable for each band, or one for a cube without
/// bands.
/// </summary>
sealed class NetCdfSink : IRasterSink
{
    const int Chunk = 512;
    readonly RasterTarget target;
    readonly CubeSchema schema;
    readonly Action<string> written;
    // One of them: GDAL 3.6 cannot write parts of compressed chunks of Zarr one after the other, so chunks are made whole.
    readonly WindowSpool? spool;
    readonly CellScratch? scratch;
    readonly int bands;
    readonly bool compressed, isZarr;
    readonly IReadOnlyList<string> names;
    bool complete;

    /// <summary>Starts the file; <paramref name="written"/> is called with its path when what was there before is no longer.</summary>
    /// <exception cref="ArgumentException">An option does not fit, or the cube is empty.</exception>
    public NetCdfSink(RasterTarget target, Action<string> written)
    {
        (this.target, this.written, schema) = (target, written, target.Schema);
        if (schema.Cells == 0 || schema.Dimensions.Count == 0) throw new ArgumentException($"{target.Format} cannot hold an empty cube.", nameof(target));
        isZarr = target.Format.Equals(Formats.Zarr.Name, StringComparison.OrdinalIgnoreCase);
        var options = new Options(target, isZarr ? Formats.Zarr : Formats.NetCdf);
        compressed = options.Text("compression") != "none";
        bands = schema.IndexOf(schema.Find(DimensionType.Bands));
        names = NetCdfNames.Of(schema, bands, options.TextOrNull("variable") ?? NetCdfNames.Variable);
        if (isZarr) scratch = new CellScratch(schema, target.Path + ".part");
        else spool = new WindowSpool(target.Path + ".part");
    }

    // GDAL writes a store as a folder.
    string Store => target.Path + ".store";

    public (int Width, int Height) BlockSize => (Math.Min(Chunk, schema.X?.Count ?? Chunk), Math.Min(Chunk, schema.Y?.Count ?? Chunk));

    /// <summary>Dimensions of a variable: all but the bands, by position in the schema.</summary>
    int[] Axes => [.. Enumerable.Range(0, schema.Dimensions.Count).Where(i => i != bands)];

    public void Write(Window window, Block block)
    {
        if (!block.Shape.AsSpan().SequenceEqual(window.Count) || block.Element != schema.Element)
            throw new ArgumentException($"The block does not have the shape of the window {window} and the element type {schema.Element}.", nameof(block));
        spool?.Add(window, block);
        scratch?.Write(window, block);
    }

    public void Complete(IReadOnlyList<BandStatistics> statistics)
    {
        if (statistics.Count != names.Count)
            throw new ArgumentException($"There are statistics of {statistics.Count} bands for a file of {names.Count}.", nameof(statistics));
        Library.QuietHdf5();
        // The netCDF library takes a path that it has open for the same file still, even when another has taken its place.
        written(target.Path);
        File.Delete(target.Path);
        using (var file = new NetCdfFile(isZarr ? Store : target.Path, isZarr))
        {
            Describe(file);
            var arrays = names.Select((name, band) => AddVariable(file, name, band, statistics[band])).ToArray();
            spool?.ForEach(schema.Element, (window, block) => WriteWindow(file, arrays, window, block));
            if (scratch is not null) WriteChunks(file, arrays, scratch);
            file.Close();
            if (isZarr) ZarrZip.Write(Store, target.Path, file.Arrays, schema.Element is ElementType.Int8 ? names : []);
        }
        NetCdfCheck.Check(target.Path, names, Axes.Length, isZarr);
        complete = true;
        written(target.Path);
    }

    public void Dispose()
    {
        spool?.Dispose();
        scratch?.Dispose();
        if (isZarr && Directory.Exists(Store)) Directory.Delete(Store, recursive: true);
        if (!complete) File.Delete(target.Path);
    }

    void Describe(NetCdfFile file)
    {
        file.AddAttribute(null, "Conventions", "CF-1.8");
        // Two names may become one where CF allows fewer characters.
        foreach (var (name, text) in target.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).DistinctBy(tag => NetCdfNames.Legal(tag.Key)))
            file.AddAttribute(null, NetCdfNames.Legal(name), text);
        var crs = schema.Crs is { } code ? SpatialReference.Describe(code) : null;
        foreach (var axis in Axes) file.AddDimension(NetCdfNames.Legal(schema.Dimensions[axis].Name), schema.Dimensions[axis].Count);
        foreach (var axis in Axes) CfCoordinates.Add(file, NetCdfNames.Legal(schema.Dimensions[axis].Name), schema.Dimensions[axis], crs);
        if (schema.Grid is { Crs: not null } grid) CfGridMapping.Add(file, grid);
    }

    ArrayHandle AddVariable(NetCdfFile file, string name, int band, BandStatistics statistics)
    {
        List<string> options = [$"BLOCKSIZE={string.Join(',', ChunkShape().Select(count => count.ToString(CultureInfo.InvariantCulture)))}"];
        if (compressed) options.AddRange(isZarr ? ["COMPRESS=ZLIB", "ZLIB_LEVEL=1"] : ["COMPRESS=DEFLATE", "ZLEVEL=1"]);
        var array = file.AddNumbers(name, Axes.Select(axis => NetCdfNames.Legal(schema.Dimensions[axis].Name)), schema.Element, options);
        var noData = schema.Element.IsFloat ? double.NaN : schema.NoData;
        if (noData is { } fill) file.SetFill(array, schema.Element, fill);
        var label = bands < 0 ? name : RasterLayout.Text(schema.Dimensions[bands].Label(band));
        var tags = target.BandTags.GetValueOrDefault(label) ?? new Dictionary<string, object>();
        var (description, others) = NetCdfNames.Attributes(tags);
        file.AddAttribute(array, "long_name", description ?? label);
        foreach (var (attribute, value) in others)
            if (value is double number) file.AddAttribute(array, attribute, number);
            else file.AddAttribute(array, attribute, (string)value);
        if (schema.Grid is { Crs: not null }) file.AddAttribute(array, "grid_mapping", CfGridMapping.Name);
        schema.Scales.TryGetValue(label, out var scale);
        if (scale is not null && (scale.Scale != 1 || scale.Offset != 0))
        {
            file.AddAttribute(array, "scale_factor", scale.Scale);
            file.AddAttribute(array, "add_offset", scale.Offset);
        }
        if (scale?.Unit is { Length: > 0 } unit) file.AddAttribute(array, "units", unit);
        if (statistics is { Minimum: { } low, Maximum: { } high })
        {
            var (factor, offset) = (scale?.Scale ?? 1, scale?.Offset ?? 0);
            file.AddAttribute(array, "actual_range", low * factor + offset, high * factor + offset);
        }
        return array;
    }

    /// <summary>A chunk covers one tile of one image; of dimensions beside x and y as much as makes a chunk worth its overhead.</summary>
    int[] ChunkShape()
    {
        const int Worthwhile = 1 << 16;
        var axes = Axes;
        var shape = axes.Select(axis => schema.Dimensions[axis] is SpatialDimension spatial ? Math.Min(Chunk, spatial.Count) : 1).ToArray();
        var cells = shape.Aggregate(1L, (product, count) => product * count);
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            if (schema.Dimensions[axes[i]] is SpatialDimension) continue;
            shape[i] = (int)Math.Clamp(Worthwhile / cells, 1, schema.Dimensions[axes[i]].Count);
            cells *= shape[i];
        }
        return shape;
    }

    void WriteChunks(NetCdfFile file, ArrayHandle[] arrays, CellScratch cells)
    {
        using var pool = new BlockPool();
        var (size, axes) = (schema.Dimensions.Select(_ => 1).ToArray(), Axes);
        foreach (var (axis, count) in axes.Zip(ChunkShape())) size[axis] = count;
        var start = new int[size.Length];
        do
        {
            var chunk = new Window([.. start], [.. start.Select((first, d) => Math.Min(size[d], schema.Dimensions[d].Count - first))]);
            using var block = pool.Rent(schema.Element, chunk.Count);
            cells.Read(chunk, block);
            WriteWindow(file, arrays, chunk, block);
        }
        while (Next());

        bool Next()
        {
            for (var d = start.Length - 1; d >= 0; d--)
            {
                if ((start[d] += size[d]) < schema.Dimensions[d].Count) return true;
                start[d] = 0;
            }
            return false;
        }
    }

    void WriteWindow(NetCdfFile file, ArrayHandle[] arrays, Window window, Block block)
    {
        var axes = Axes;
        int[] Pick(int[] all) => [.. axes.Select(axis => all[axis])];
        var bandCount = bands < 0 ? 1 : window.Count[bands];
        for (var i = 0; i < bandCount; i++)
        {
            var offset = bands < 0 ? 0 : (long)i * block.Strides[bands] * schema.Element.Size;
            var array = arrays[bands < 0 ? 0 : window.Start[bands] + i];
            file.Write(array, Pick(window.Start), Pick(window.Count), Pick(block.Strides), schema.Element, block.Address + (nint)offset);
        }
    }
}
