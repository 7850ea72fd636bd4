using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Formats and options as people send them to one service or another, in the words that are ours. What an option would change is told when it is left out: a
/// result in another form than was asked for is worse than none only when nobody says so.
/// </summary>
static class SavedAs
{
    // GTiff is cloud optimized whichever name it is asked for by.
    static readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tif"] = "GTiff", ["tiff"] = "GTiff", ["geotiff"] = "GTiff", ["cog"] = "GTiff", ["nc"] = "netCDF", ["nc4"] = "netCDF", ["netcdf4"] = "netCDF",
        ["geopackage"] = "GPKG", ["fgb"] = "FlatGeobuf",
    };

    // What other services and GDAL itself call the values of ours, by option.
    static readonly Dictionary<string, Dictionary<string, string>> values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["overviews"] = new(StringComparer.OrdinalIgnoreCase)
            { ["off"] = "none", ["no"] = "none", ["all"] = "auto", ["on"] = "auto", ["yes"] = "auto", ["if_safer"] = "auto" },
        ["compression"] = new(StringComparer.OrdinalIgnoreCase) { ["zlib"] = "deflate", ["gzip"] = "deflate", ["off"] = "none", ["no"] = "none" },
    };

    /// <summary>The name of a format as it is listed, where another one means it; else as it was sent.</summary>
    public static string Name(string format) => names.GetValueOrDefault(format.Trim(), format.Trim());

    /// <summary>The options that a format has, by its own words.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="known">Its options.</param>
    /// <param name="options">As they were sent.</param>
    /// <param name="tell">Told what is left out or taken for something else.</param>
    public static ImmutableSortedDictionary<string, Value> Options(
        string format, IReadOnlyList<FormatOption> known, ImmutableSortedDictionary<string, Value> options, Action<string> tell)
    {
        foreach (var (name, value) in options)
        {
            if (known.Append(FilePrefix.Option).FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } option)
            {
                options = options.SetItem(name, Meant(option, value, tell));
                continue;
            }
            options = options.Remove(name);
            if (value is NullValue) continue;
            tell($"The option '{name}' is left out: {format} has {string.Join(", ", known.Append(FilePrefix.Option).Select(one => one.Name))}.");
        }
        return options;
    }

    static Value Meant(FormatOption option, Value value, Action<string> tell)
    {
        if (value is BooleanValue flag && option.Allowed?.Contains("none") == true) return new StringValue(flag.Value ? (string)option.Default! : "none");
        if (value is StringValue text && values.GetValueOrDefault(option.Name)?.GetValueOrDefault(text.Value) is { } meant) return new StringValue(meant);
        if (option is not { Type: "integer", Allowed: { } allowed } || value is not NumberValue { Value: > 0 and var number }
            || allowed.Any(one => Convert.ToDouble(one, System.Globalization.CultureInfo.InvariantCulture) == number)) return value;
        var nearest = allowed.Select(one => Convert.ToDouble(one, System.Globalization.CultureInfo.InvariantCulture))
            .MinBy(one => Math.Abs(Math.Log(one / number)));
        tell($"The option '{option.Name}' is {number}; {nearest} is taken, the nearest of {string.Join(", ", allowed)}.");
        return new NumberValue(nearest);
    }
}
