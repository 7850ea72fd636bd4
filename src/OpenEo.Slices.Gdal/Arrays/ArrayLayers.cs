using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;
using OpenEo.Slices.Gdal.Remote;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>
/// A variable of an array file as layers: one for each combination of labels of the dimensions that are not its grid's. Layers are numbered along these
/// dimensions, the last one fastest.
/// </summary>
sealed unsafe class ArrayLayers : IDisposable
{
    readonly ArrayHandle array;
    readonly int xAt, yAt;
    readonly int[] others;
    readonly string location;

    /// <param name="array">GDAL's object, which becomes this object's.</param>
    /// <param name="name">What the variable is called.</param>
    /// <param name="axes">Its dimensions.</param>
    /// <param name="x">Which of them is horizontal.</param>
    /// <param name="y">Which of them is vertical.</param>
    /// <param name="location">For messages.</param>
    public ArrayLayers(ArrayHandle array, string name, IReadOnlyList<ArrayAxis> axes, int x, int y, string location)
    {
        (this.array, Name, Axes, xAt, yAt, this.location) = (array, name, axes, x, y, location);
        others = [.. Enumerable.Range(0, axes.Count).Where(i => i != x && i != y)];
        var count = others.Aggregate(1L, (count, i) => Math.Min(count * axes[i].Size, int.MaxValue));
        if (count > ArrayFile.MostLayers)
            throw new RasterException($"'{location}' has more than {ArrayFile.MostLayers} layers; that is more than can be loaded at once.");
        Count = (int)count;
        using var type = LibGdal.GDALMDArrayGetDataType(array);
        Element = PixelType.ElementOf(LibGdal.GDALExtendedDataTypeGetNumericDataType(type), location);
    }

    /// <summary>What the variable is called.</summary>
    public string Name { get; }

    /// <summary>Its dimensions in the file's order.</summary>
    public IReadOnlyList<ArrayAxis> Axes { get; }

    /// <summary>The axis of columns.</summary>
    public ArrayAxis X => Axes[xAt];

    /// <summary>The axis of rows.</summary>
    public ArrayAxis Y => Axes[yAt];

    /// <summary>Number of layers.</summary>
    public int Count { get; }

    /// <summary>The type that holds its cells.</summary>
    public ElementType Element { get; }

    /// <summary>GDAL's object.</summary>
    public ArrayHandle Array => array;

    /// <summary>Whether rows run northwards in the file; they are given southwards.</summary>
    public bool IsFlipped { get; set; }

    /// <summary>Size of the blocks in which its cells are stored: columns and rows.</summary>
    public (int Width, int Height) BlockSize()
    {
        nuint count;
        var sizes = LibGdal.GDALMDArrayGetBlockSize(array, &count);
        var (width, height) = sizes == null ? (0, 0) : ((int)sizes[xAt], (int)sizes[yAt]);
        LibGdal.VSIFree((nint)sizes);
        // Not chunked: rows are together.
        return (width == 0 ? X.Size : width, height == 0 ? Math.Min(Y.Size, 64) : height);
    }

    /// <summary>What its layers are.</summary>
    /// <param name="isOnlyOne">Whether no other variable has bands of its own, whose labels then need not say of which variable.</param>
    public List<RasterBand> Bands(bool isOnlyOne)
    {
        int known, scaled, shifted;
        var noData = LibGdal.GDALMDArrayGetNoDataValueAsDouble(array, &known);
        double? scale = LibGdal.GDALMDArrayGetScale(array, &scaled), offset = LibGdal.GDALMDArrayGetOffset(array, &shifted);
        scale = scaled != 0 ? scale : ArrayVariable.Number(array, "scale_factor");
        offset = shifted != 0 ? offset : ArrayVariable.Number(array, "add_offset");
        var has = (scale ?? 1) != 1 || (offset ?? 0) != 0;
        var unit = ArrayVariable.Unit(array);
        var like = new RasterBand(Name, Element, known != 0 ? noData : null, has ? scale ?? 1 : null, has ? offset ?? 0 : null, unit);
        var hasTimes = System.Array.Exists(others, i => Axes[i].Times is not null);
        return [.. Enumerable.Range(0, Count).Select(layer =>
        {
            var (name, time, places) = PlaceOf(layer, isOnlyOne);
            return like with { Name = name, Time = time, Places = places, IsLeftOut = time is null && hasTimes };
        })];
    }

    (string Name, DateTimeOffset? Time, IReadOnlyList<(string Dimension, Value Label)> Places) PlaceOf(int layer, bool isOnlyOne)
    {
        var (name, places) = (Name, new List<(string, Value)>());
        DateTimeOffset? time = null;
        var hasTime = false;
        var position = Position(layer);
        for (var i = 0; i < others.Length; i++)
        {
            var (axis, at) = (Axes[others[i]], position[i]);
            if (axis.IsBands) name = axis.Labels[at] is StringValue { Value: var text } && isOnlyOne ? text : $"{Name}_{RasterLayout.Text(axis.Labels[at])}";
            else if (axis.Times is not { } times) places.Add((axis.Name, axis.Labels[at]));
            else if (!hasTime) (time, hasTime) = (times[at], true);
            else places.Add((axis.Name, times[at] is { } other ? new StringValue($"{other.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}") : axis.Labels[at]));
        }
        return (name, time, places);
    }

    /// <summary>Reads a window of a layer into a 2-D block <c>[y, x]</c>, north up, converted to the block's type.</summary>
    /// <exception cref="RasterException">Reading failed.</exception>
    public void Read(int layer, int x, int y, Block target)
    {
        var (height, width) = (target.Shape[^2], target.Shape[^1]);
        var start = stackalloc ulong[Axes.Count];
        var count = stackalloc nuint[Axes.Count];
        var strides = stackalloc nint[Axes.Count];
        var position = Position(layer);
        for (var i = 0; i < others.Length; i++) (start[others[i]], count[others[i]], strides[others[i]]) = ((ulong)position[i], 1, 0);
        (start[xAt], count[xAt]) = ((ulong)x, (nuint)width);
        (start[yAt], count[yAt]) = ((ulong)(IsFlipped ? Y.Size - y - height : y), (nuint)height);
        // As it lies in the file, where GDAL need not turn each cell; then the way it is wanted.
        var rows = yAt < xAt;
        var isDirect = rows && !IsFlipped && target.Strides[^1] == 1 && target.Strides[^2] == width;
        using var pool = new BlockPool();
        using var read = isDirect ? null : pool.Rent(target.Element, rows ? height : width, rows ? width : height);
        (strides[yAt], strides[xAt]) = rows ? (width, 1) : (1, height);
        Read(start, count, strides, read ?? target);
        if (read is null) return;
        var turned = rows ? read : read.View([height, width], [1, height]);
        for (var row = 0; row < height; row++)
            BlockCopy.Copy(turned.Slice(new Window([IsFlipped ? height - 1 - row : row, 0], [1, width])), target.Slice(new Window([row, 0], [1, width])));
    }

    void Read(ulong* start, nuint* count, nint* strides, Block target)
    {
        Errors.Forget();
        RemoteFailure.Take();
        using var type = LibGdal.GDALExtendedDataTypeCreate(PixelType.Of(target.Element));
        if (LibGdal.GDALMDArrayRead(array, start, count, null, strides, type, (void*)target.Address, null, 0) == 0)
            throw Errors.From($"GDALMDArrayRead of '{Name}'", location);
        // A part of a Zarr store that does not come is taken for one that was never written.
        if (RemoteFailure.TakeSerious() is { } reason) throw new RasterException($"'{location}' cannot be read: {reason}.");
    }

    public void Dispose() => array.Dispose();

    int[] Position(int layer)
    {
        var position = new int[others.Length];
        for (var i = others.Length - 1; i >= 0; i--) (layer, position[i]) = (layer / Axes[others[i]].Size, layer % Axes[others[i]].Size);
        return position;
    }
}
