using System.Globalization;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Metadata that users give for files: under names that formats can hold, and none that say how the file is read.</summary>
static class FileTagNames
{
    const int LongestName = 100;

    // What these say follows from the data. Another value would move pixels or change values for whoever reads the file.
    static readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "AREA_OR_POINT", "INTERLEAVE", "COMPRESSION", "LAYOUT", "Conventions", "missing_value", "scale_factor", "add_offset", "grid_mapping", "coordinates",
        "actual_range", "valid_range", "valid_min", "valid_max", "NAME", "CLASS", "DIMENSION_LIST", "REFERENCE_LIST", "NETCDF_VARNAME", "NODATA",
    };

    /// <summary>Texts and numbers by names that can be written; <paramref name="warn"/> hears of what is left out or renamed.</summary>
    public static Dictionary<string, object> Of(ObjectValue given, string option, Action<string> warn)
    {
        var tags = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        // Some formats have letters, digits and underscores only.
        var unlike = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given.Members)
        {
            if (value is NullValue) continue;
            var legal = string.Concat(name.Select(character => character is '=' or ':' || char.IsControl(character) ? '_' : character)).Trim();
            if (legal.Length is 0 or > LongestName || legal[0] == '_' || taken.Contains(legal)
                || legal.StartsWith("STATISTICS_", StringComparison.OrdinalIgnoreCase))
                warn($"'{Cut(name)}' in '{option}' is left out: its name is empty, longer than {LongestName} characters, or says something about the file that "
                    + "follows from the data.");
            else if (Plain(value) is not { } plain || plain is string text && text.Contains('\0'))
                warn($"'{name}' in '{option}' is left out: it is no text or number that a file can hold.");
            else if (!unlike.Add(string.Concat(legal.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'))))
                warn($"'{name}' in '{option}' is left out: it is there already in another form.");
            else
            {
                tags[legal] = plain;
                if (legal != name) warn($"'{Cut(name)}' in '{option}' is written as '{legal}'.");
            }
        }
        return tags;
    }

    /// <summary>A text, or a number as text.</summary>
    public static string Text(object tag) => Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "";

    static object? Plain(Value value) => value switch
    {
        StringValue text => text.Value,
        NumberValue { Value: var number } => double.IsFinite(number) ? number : null,
        BooleanValue boolean => boolean.Value ? "true" : "false",
        ArrayValue or ObjectValue => ValueJson.Write(value)?.ToJsonString(),
        _ => null,
    };

    static string Cut(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
