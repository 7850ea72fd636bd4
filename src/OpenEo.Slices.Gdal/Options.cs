using System.Globalization;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>The user's options of a format, by name in any case, checked against what the format says of itself.</summary>
sealed class Options
{
    readonly RasterFormat format;
    readonly Dictionary<string, object?> given;

    /// <summary>Checks names and values.</summary>
    /// <exception cref="ArgumentException">An option does not exist or has a wrong value; the message names it and what is allowed.</exception>
    public Options(RasterTarget target, RasterFormat format)
    {
        (this.format, given) = (format, new(target.Options, StringComparer.OrdinalIgnoreCase));
        foreach (var (name, value) in given)
        {
            var option = format.Options.FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException(
                    $"{format.Name} has no option '{name}'; it has: {string.Join(", ", format.Options.Select(option => option.Name))}.");
            if (value is not null) Check(option, value);
        }
    }

    /// <summary>A text option in lower case, or its default.</summary>
    public string Text(string name) => (TextOrNull(name) ?? "").ToLowerInvariant();

    /// <summary>A text option as given, or its default, or null.</summary>
    public string? TextOrNull(string name) => Value(name) as string;

    /// <summary>A number, or its default.</summary>
    public double Number(string name) => NumberOrNull(name) ?? 0;

    /// <summary>A number, or its default, or null.</summary>
    public double? NumberOrNull(string name) => Value(name) is { } value ? Number(value) : null;

    object? Value(string name) => given.GetValueOrDefault(name) ?? format.Options.First(option => option.Name == name).Default;

    void Check(FormatOption option, object value)
    {
        var fits = option.Type switch
        {
            "string" => value is string,
            "boolean" => value is bool,
            "integer" => IsNumber(value) && double.IsInteger(Number(value)),
            _ => IsNumber(value) && double.IsFinite(Number(value)),
        };
        if (fits && (option.Allowed is not { } allowed || allowed.Any(one => Same(one, value)))) return;
        var wanted = option.Allowed is null ? $"a value of type {option.Type}" : $"one of {string.Join(", ", option.Allowed)}";
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Option '{option.Name}' of {format.Name} must be {wanted}, not '{value}'."));
    }

    static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    static bool IsNumber(object value) => value is double or int or long or float;

    static bool Same(object allowed, object value) => (allowed, value) switch
    {
        (string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase),
        _ when IsNumber(allowed) && IsNumber(value) => Number(allowed) == Number(value),
        _ => allowed.Equals(value),
    };
}
