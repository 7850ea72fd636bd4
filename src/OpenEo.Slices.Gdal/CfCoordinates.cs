using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Writes a dimension's labels as a CF coordinate variable.</summary>
static class CfCoordinates
{
    const double SecondsPerDay = 86400;
    const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Adds the variable of the dimension's name; <paramref name="crs"/> is that of the horizontal axes.</summary>
    public static void Add(NetCdfFile file, string name, Dimension dimension, CrsInfo? crs)
    {
        if (dimension is SpatialDimension spatial) AddAxis(file, name, spatial, crs);
        else if (dimension.Type is DimensionType.Temporal && Times(dimension) is { } times) AddTimes(file, name, times);
        else if (dimension.Labels.All(label => label is NumberValue))
            WriteNumbers(file, name, [.. dimension.Labels.Select(label => ((NumberValue)label).Value)]);
        else file.AddTexts(name, name, [.. dimension.Labels.Select(RasterLayout.Text)]);
    }

    static void AddAxis(NetCdfFile file, string name, SpatialDimension axis, CrsInfo? crs)
    {
        var array = WriteNumbers(file, name, [.. Enumerable.Range(0, axis.Count).Select(axis.Centre)]);
        file.AddAttribute(array, "axis", char.ToUpperInvariant(axis.Axis).ToString());
        var isX = axis.Axis == 'x';
        if (axis.Axis is not ('x' or 'y') || crs is null) return;
        if (crs.IsGeographic)
        {
            file.AddAttribute(array, "standard_name", isX ? "longitude" : "latitude");
            file.AddAttribute(array, "long_name", isX ? "longitude" : "latitude");
            file.AddAttribute(array, "units", isX ? "degrees_east" : "degrees_north");
        }
        else
        {
            file.AddAttribute(array, "standard_name", isX ? "projection_x_coordinate" : "projection_y_coordinate");
            file.AddAttribute(array, "long_name", isX ? "x coordinate of projection" : "y coordinate of projection");
            file.AddAttribute(array, "units", crs.MetresPerUnit == 1 ? "m" : string.Create(CultureInfo.InvariantCulture, $"{crs.MetresPerUnit} m"));
        }
    }

    static void AddTimes(NetCdfFile file, string name, IReadOnlyList<DateTimeOffset> times)
    {
        var seconds = times.Select(time => (time - DateTimeOffset.UnixEpoch).TotalSeconds).ToArray();
        var wholeDays = seconds.All(second => second % SecondsPerDay == 0);
        var array = WriteNumbers(file, name, wholeDays ? [.. seconds.Select(second => second / SecondsPerDay)] : seconds);
        file.AddAttribute(array, "standard_name", "time");
        file.AddAttribute(array, "axis", "T");
        file.AddAttribute(array, "units", wholeDays ? "days since 1970-01-01" : "seconds since 1970-01-01");
        file.AddAttribute(array, "calendar", "standard");
    }

    static unsafe ArrayHandle WriteNumbers(NetCdfFile file, string name, double[] values)
    {
        var array = file.AddNumbers(name, [name], ElementType.Float64);
        fixed (double* memory = values) file.Write(array, [0], [values.Length], [1], ElementType.Float64, (nint)memory);
        return array;
    }

    /// <summary>The labels as instants, or null when one of them is something else (a season's name, a month).</summary>
    static List<DateTimeOffset>? Times(Dimension dimension)
    {
        List<DateTimeOffset> times = [];
        foreach (var label in dimension.Labels)
        {
            if (label is not StringValue { Value: { Length: >= 10 } text } || !IsDate(text)) return null;
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, AsUtc, out var time)) return null;
            times.Add(time);
        }
        return times;
    }

    static bool IsDate(string text) =>
        DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && (text.Length == 10 || text[10] is 'T' or 't' or ' ');
}
