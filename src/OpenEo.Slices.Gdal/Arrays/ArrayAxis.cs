using System.Globalization;
using System.Runtime.InteropServices;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>A dimension of an array file with what its coordinate variable says.</summary>
sealed unsafe class ArrayAxis
{
    static readonly string[] xNames = ["x", "lon", "longitude", "easting", "rlon", "xc"], yNames = ["y", "lat", "latitude", "northing", "rlat", "yc"];

    const int MostPixels = 10_000_000;

    static readonly string[] bandNames = ["band", "bands", "variable"];

    ArrayAxis(string name, string fullName, int size, string? type) => (Name, FullName, Size, Type) = (name, fullName, size, type);

    /// <summary>The name, without its group.</summary>
    public string Name { get; }

    /// <summary>The name with its group.</summary>
    public string FullName { get; }

    /// <summary>Number of cells along it.</summary>
    public int Size { get; }

    /// <summary>Whether cells are put side by side along it.</summary>
    public bool IsX => Type == "HORIZONTAL_X" || (Type is null && xNames.Contains(Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether cells are put one below the other along it.</summary>
    public bool IsY => Type == "HORIZONTAL_Y" || (Type is null && yNames.Contains(Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether its labels are names of bands.</summary>
    public bool IsBands => bandNames.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The numbers of its coordinate variable; null when there is none, or one of texts.</summary>
    public double[]? Numbers { get; private set; }

    /// <summary>Unit of these numbers.</summary>
    public string? Unit { get; private set; }

    /// <summary>The instants of a dimension of time, null for those that are no day of ours; null altogether for other dimensions.</summary>
    public DateTimeOffset?[]? Times { get; private set; }

    /// <summary>A label for each cell.</summary>
    public IReadOnlyList<Value> Labels { get; private set; } = [];

    /// <summary>Why its labels are not what they could be; null when they are.</summary>
    public string? Note { get; private set; }

    string? Type { get; }

    /// <summary>
    /// Name and size of a dimension; <see cref="ReadLabels(nint, string)"/> reads the rest. <paramref name="dimension"/> is GDAL's object, which stays the
    /// caller's.
    /// </summary>
    public static ArrayAxis Open(nint dimension, string location)
    {
        var size = LibGdal.GDALDimensionGetSize(dimension);
        var name = LibGdal.GDALDimensionGetName(dimension) ?? "";
        if (size > int.MaxValue) throw new RasterException($"'{location}' has {size} cells along '{name}'; that is more than a cube can have.");
        var type = LibGdal.GDALDimensionGetType(dimension);
        return new ArrayAxis(name, LibGdal.GDALDimensionGetFullName(dimension) ?? name, (int)size, string.IsNullOrEmpty(type) ? null : type);
    }

    /// <summary>Reads what its coordinate variable says.</summary>
    /// <exception cref="RasterException">It is too long for that.</exception>
    public void ReadLabels(nint dimension, string location)
    {
        if (Size > (IsX || IsY ? MostPixels : ArrayFile.MostLayers))
            throw new RasterException($"'{location}' has {Size} cells along '{Name}'; that is more than can be loaded at once.");
        using var variable = LibGdal.GDALDimensionGetIndexingVariable(dimension);
        if (!variable.IsInvalid) ReadLabels(variable, location);
        if (IsX || IsY) return;
        if (Labels.Count > 0 && Times is null && (Labels.Distinct().Count() < Size || Labels.Any(label => label is NumberValue { Value: double.NaN })))
        {
            Note = $"labels along '{Name}' repeat or are none: they are numbers from 0 to {Size - 1} instead";
            Labels = [];
        }
        if (Labels.Count == 0) Labels = [.. Enumerable.Range(0, Size).Select(i => (Value)new NumberValue(i))];
    }

    void ReadLabels(ArrayHandle variable, string location)
    {
        using var type = LibGdal.GDALMDArrayGetDataType(variable);
        switch (LibGdal.GDALExtendedDataTypeGetClass(type))
        {
            case ArrayVariable.NumericClass:
                Numbers = ArrayVariable.Numbers(variable, Size, location);
                Unit = ArrayVariable.Unit(variable);
                if (IsX || IsY) break;
                Labels = [.. Numbers.Select(number => (Value)new NumberValue(number))];
                if (CfTime.IsTime(Unit)) ReadTimes(ArrayVariable.Text(variable, "calendar"));
                break;
            case ArrayVariable.TextClass:
                Labels = [.. ArrayVariable.Texts(variable, Size, location).Select(text => (Value)new StringValue(text))];
                break;
        }
    }

    void ReadTimes(string? calendar)
    {
        Times = CfTime.Decode(Numbers!, Unit!, calendar);
        var from = $"'{Unit}', calendar '{calendar ?? "standard"}'";
        if (Times is null) Note = $"the times along '{Name}' are in a unit or calendar that is not known ({from}): they stay numbers";
        else
        {
            if (Times.Count(time => time is null) is > 0 and var count)
                Note = $"{count} of the {Size} times along '{Name}' are left out: they are no days of our calendar ({from})";
            // One instant is one layer: what has it first is read.
            var met = new HashSet<DateTimeOffset>();
            var repeated = Enumerable.Range(0, Size).Where(i => Times[i] is { } time && !met.Add(time)).ToList();
            if (repeated.Count == 0) return;
            Note = $"{(Note is null ? "" : Note + "; ")}{repeated.Count} of the {Size} times along '{Name}' are left out: they repeat earlier ones, "
                + $"the first is {Times[repeated[0]]:yyyy-MM-dd'T'HH:mm:ss'Z'} at number {repeated[0] + 1}";
            foreach (var i in repeated) Times[i] = null;
        }
    }
}
