using System.Runtime.InteropServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>A netCDF-4 file, or a Zarr store of version 2, that is being written, through GDAL's interface for any number of dimensions.</summary>
sealed unsafe class NetCdfFile : IDisposable
{
    readonly string path;
    readonly bool isZarr;
    readonly DatasetHandle dataset;
    readonly GroupHandle root;
    readonly DataTypeHandle text = LibGdal.GDALExtendedDataTypeCreateString(0);
    readonly DataTypeHandle number = LibGdal.GDALExtendedDataTypeCreate(PixelType.Float64);
    readonly List<GdalHandle> handles = [];
    readonly Dictionary<string, DimensionHandle> dimensions = [];

    /// <summary>The variables so far, each with the names of its dimensions.</summary>
    public Dictionary<string, string[]> Arrays { get; } = [];

    /// <summary>Creates the file, or the folder of a Zarr store.</summary>
    public NetCdfFile(string path, bool isZarr = false)
    {
        (this.path, this.isZarr) = (path, isZarr);
        Errors.Forget();
        using var options = TextList.Of(isZarr ? "FORMAT=ZARR_V2" : "FORMAT=NC4");
        var driver = LibGdal.GDALGetDriverByName(isZarr ? "Zarr" : "netCDF");
        dataset = Errors.Check(LibGdal.GDALCreateMultiDimensional(driver, path, 0, options), "GDALCreateMultiDimensional", path);
        root = Errors.Check(LibGdal.GDALDatasetGetRootGroup(dataset), "GDALDatasetGetRootGroup", path);
    }

    /// <summary>Declares a dimension.</summary>
    public void AddDimension(string name, int size) => dimensions[name] = Kept(
        Errors.Check(LibGdal.GDALGroupCreateDimension(root, name, null, null, (ulong)size, 0), "GDALGroupCreateDimension", path));

    /// <summary>Declares a variable of numbers.</summary>
    public ArrayHandle AddNumbers(string name, IEnumerable<string> along, ElementType element, params IEnumerable<string> options)
    {
        using var type = LibGdal.GDALExtendedDataTypeCreate(PixelType.Of(element));
        // Without it GDAL 3.6, which knows unsigned bytes only, would declare them.
        return AddArray(name, along, type, element is ElementType.Int8 && !PixelType.HasInt8 && !isZarr ? [.. options, "NC_TYPE=NC_BYTE"] : options);
    }

    /// <summary>Writes a variable of texts.</summary>
    public ArrayHandle AddTexts(string name, string along, IReadOnlyList<string> values)
    {
        // Zarr has no texts without end.
        using var fixedLength = LibGdal.GDALExtendedDataTypeCreateString(isZarr ? (nuint)Math.Max(1, values.Max(value => value.Length)) : 0);
        var array = AddArray(name, [along], fixedLength, isZarr ? ["STRING_FORMAT=UNICODE"] : []);
        var pointers = values.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        fixed (nint* memory = pointers) Write(array, [0], [values.Count], [1], text, memory);
        foreach (var pointer in pointers) Marshal.FreeCoTaskMem(pointer);
        return array;
    }

    /// <summary>Writes a window of a variable from memory; strides count elements.</summary>
    public void Write(ArrayHandle array, int[] start, int[] count, int[] strides, ElementType element, nint memory)
    {
        using var type = LibGdal.GDALExtendedDataTypeCreate(PixelType.Of(element));
        Write(array, start, count, strides, type, (void*)memory);
    }

    /// <summary>Declares the value of missing cells; before any are written.</summary>
    public void SetFill(ArrayHandle array, ElementType element, double value)
    {
        using var pool = new BlockPool();
        using var cell = pool.Rent(element, 1);
        BlockCopy.Fill(cell, value);
        // As raw bytes, so that signed bytes stay signed.
        if (LibGdal.GDALMDArraySetRawNoDataValue(array, (void*)cell.Address, (nuint)element.Size) == 0) throw Errors.From("GDALMDArraySetRawNoDataValue", path);
    }

    /// <summary>Adds a text to a variable, or to the file itself for null.</summary>
    public void AddAttribute(ArrayHandle? array, string name, string value)
    {
        using var attribute = Attribute(array, name, null, text);
        if (LibGdal.GDALAttributeWriteString(attribute, value) == 0) throw Errors.From($"GDALAttributeWriteString of {name}", path);
    }

    /// <summary>Adds one or more numbers to a variable.</summary>
    public void AddAttribute(ArrayHandle array, string name, params double[] values)
    {
        using var attribute = Attribute(array, name, values.Length == 1 ? null : (ulong)values.Length, number);
        int done;
        fixed (double* memory = values)
            done = values.Length == 1
                ? LibGdal.GDALAttributeWriteDouble(attribute, values[0])
                : LibGdal.GDALAttributeWriteDoubleArray(attribute, memory, (nuint)values.Length);
        if (done == 0) throw Errors.From($"GDALAttributeWriteDouble of {name}", path);
    }

    /// <summary>Closes the file and tells whether everything reached it.</summary>
    public void Close()
    {
        Errors.Forget();
        foreach (var handle in handles) handle.Dispose();
        root.Dispose();
        LibGdal.GDALFlushCache(dataset);
        Errors.CheckLast("GDALFlushCache", path);
        dataset.Dispose();
        Errors.CheckLast("GDALClose", path);
    }

    public void Dispose()
    {
        foreach (var handle in handles) handle.Dispose();
        root.Dispose();
        dataset.Dispose();
        text.Dispose();
        number.Dispose();
    }

    ArrayHandle AddArray(string name, IEnumerable<string> along, DataTypeHandle type, IEnumerable<string> options)
    {
        using var list = TextList.Of(options);
        Arrays[name] = [.. along];
        var pointers = Arrays[name].Select(dimension => dimensions[dimension].DangerousGetHandle()).ToArray();
        fixed (nint* memory = pointers)
            return Kept(Errors.Check(
                LibGdal.GDALGroupCreateMDArray(root, name, (nuint)pointers.Length, memory, type, list), $"GDALGroupCreateMDArray of {name}", path));
    }

    AttributeHandle Attribute(ArrayHandle? array, string name, ulong? length, DataTypeHandle type)
    {
        var size = length ?? 0;
        var rank = (nuint)(length is null ? 0 : 1);
        var attribute = array is null
            ? LibGdal.GDALGroupCreateAttribute(root, name, rank, &size, type, 0)
            : LibGdal.GDALMDArrayCreateAttribute(array, name, rank, &size, type, 0);
        return Errors.Check(attribute, $"GDAL…CreateAttribute of {name}", path);
    }

    void Write(ArrayHandle array, int[] start, int[] count, int[] strides, DataTypeHandle type, void* memory)
    {
        var rank = start.Length;
        var starts = stackalloc ulong[rank + 1];
        var counts = stackalloc nuint[rank + 1];
        var steps = stackalloc nint[rank + 1];
        for (var i = 0; i < rank; i++) (starts[i], counts[i], steps[i]) = ((ulong)start[i], (nuint)count[i], strides[i]);
        if (LibGdal.GDALMDArrayWrite(array, starts, counts, null, steps, type, memory, null, 0) == 0) throw Errors.From("GDALMDArrayWrite", path);
    }

    T Kept<T>(T handle) where T : GdalHandle
    {
        handles.Add(handle);
        return handle;
    }
}
