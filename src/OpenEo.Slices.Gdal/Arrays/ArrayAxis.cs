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

    /// <summary>Reads a dimension. <paramref name="dimension"/> is GDAL's object, which stays the caller's.</summary>
    public static ArrayAxis Read(nint dimension, string location)
    {
        var size = LibGdal.GDALDimensionGetSize(dimension);
        var name = LibGdal.GDALDimensionGetName(dimension) ?? "";
        if (size > int.MaxValue) throw new RasterException($"'{location}' has {size} cells along '{name}'; that is more than a cube can have.");
        var type = LibGdal.GDALDimensionGetType(dimension);
        var axis = new ArrayAxis(name, LibGdal.GDALDimensionGetFullName(dimension) ?? name, (int)size, string.IsNullOrEmpty(type) ? null : type);
        using var variable = LibGdal.GDALDimensionGetIndexingVariable(dimension);
        if (!variable.IsInvalid) axis.ReadLabels(variable, location);
        if (axis.Labels.Count == 0) axis.Labels = [.. Enumerable.Range(0, axis.Size).Select(i => (Value)new NumberValue(i))];
        return axis;
    }

    void ReadLabels(ArrayHandle variable, string location)
    {
        using var type = LibGdal.GDALMDArrayGetDataType(variable);
        switch (LibGdal.GDALExtendedDataTypeGetClass(type))
        {
            case ArrayVariable.NumericClass:
                Numbers = ArrayVariable.Numbers(variable, Size, location);
                Unit = ArrayVariable.Unit(variable);
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
        else if (Times.Count(time => time is null) is > 0 and var count)
            Note = $"{count} of the {Size} times along '{Name}' are left out: they are no days of our calendar ({from})";
    }
}
