using System.Globalization;
using System.Runtime.InteropServices;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>Reads whole small variables and attributes of array files.</summary>
static unsafe class ArrayVariable
{
    /// <summary>Classes of data types (<c>GDALExtendedDataTypeClass</c>).</summary>
    public const int NumericClass = 0, TextClass = 1;

    /// <summary>All numbers of a variable of one dimension.</summary>
    public static double[] Numbers(ArrayHandle variable, int size, string location)
    {
        var values = new double[size];
        ulong start = 0;
        var count = (nuint)size;
        using var type = LibGdal.GDALExtendedDataTypeCreate(PixelType.Float64);
        fixed (double* memory = values)
            if (size > 0 && LibGdal.GDALMDArrayRead(variable, &start, &count, null, null, type, memory, null, 0) == 0)
                throw Errors.From("GDALMDArrayRead", location);
        return values;
    }

    /// <summary>All texts of a variable of one dimension.</summary>
    public static string[] Texts(ArrayHandle variable, int size, string location)
    {
        var pointers = new nint[size];
        ulong start = 0;
        var count = (nuint)size;
        using var type = LibGdal.GDALExtendedDataTypeCreateString(0);
        fixed (nint* memory = pointers)
            if (size > 0 && LibGdal.GDALMDArrayRead(variable, &start, &count, null, null, type, memory, null, 0) == 0)
                throw Errors.From("GDALMDArrayRead", location);
        var texts = pointers.Select(pointer => Marshal.PtrToStringUTF8(pointer) ?? "").ToArray();
        foreach (var pointer in pointers) LibGdal.VSIFree(pointer);
        return texts;
    }

    /// <summary>The unit; null when there is none.</summary>
    public static string? Unit(ArrayHandle variable) =>
        LibGdal.GDALMDArrayGetUnit(variable) is { Length: > 0 } unit ? unit : Text(variable, "units");

    /// <summary>An attribute as text; null when there is none.</summary>
    public static string? Text(ArrayHandle variable, string name)
    {
        using var attribute = LibGdal.GDALMDArrayGetAttribute(variable, name);
        return !attribute.IsInvalid && LibGdal.GDALAttributeReadAsString(attribute) is { Length: > 0 } text ? text : null;
    }

    /// <summary>An attribute as a number; null when there is none.</summary>
    public static double? Number(ArrayHandle variable, string name) =>
        double.TryParse(Text(variable, name), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The texts of one of GDAL's lists, which is given back.</summary>
    public static List<string> Take(nint* list)
    {
        var texts = new List<string>();
        for (var item = list; item != null && *item != 0; item++) texts.Add(Marshal.PtrToStringUTF8(*item)!);
        LibGdal.CSLDestroy((nint)list);
        return texts;
    }
}
