using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace OpenEo.Slices.Api.Settings;

/// <summary>
/// Reads settings once, at the start. A value that is none stops it, with a message for each that names the setting, the value and what is expected.
/// </summary>
static class SettingsReader
{
    /// <summary>The types of all sections.</summary>
    public static IReadOnlyList<Type> Sections { get; } =
        [.. typeof(ISettings).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(ISettings).IsAssignableFrom(type))
            .OrderBy(type => type.Name)];

    /// <summary>Registers every section.</summary>
    /// <exception cref="SetupException">Values are wrong; the message has all of them.</exception>
    public static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var faults = new List<string>();
        foreach (var type in Sections) services.AddSingleton(type, Read(type, configuration, faults));
        return faults.Count == 0 ? services.AddSingleton(CollectionSettings.Read(configuration)) : throw new SetupException(string.Join('\n', faults));
    }

    /// <summary>One section, for what is composed before there are services.</summary>
    /// <exception cref="SetupException">Values are wrong.</exception>
    public static T Read<T>(IConfiguration configuration) where T : ISettings
    {
        var faults = new List<string>();
        var settings = (T)Read(typeof(T), configuration, faults);
        return faults.Count == 0 ? settings : throw new SetupException(string.Join('\n', faults));
    }

    /// <summary>The name of a setting, such as <c>Jobs:PerUser</c>.</summary>
    public static string NameOf(PropertyInfo setting) => (SectionOf(setting.DeclaringType!), KeyOf(setting)) is ({ Length: > 0 } section, var key)
        ? $"{section}:{key}" : KeyOf(setting);

    /// <summary>The settings of a section: what can be set, and not what is derived from it.</summary>
    public static IEnumerable<PropertyInfo> Of(Type section) =>
        section.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    /// <summary>
    /// Names below our sections that mean nothing, with the one that may be meant: for the log, because they may be left over from another version.
    /// </summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from section in Sections.GroupBy(SectionOf)
        where section.Key.Length > 0
        let known = section.SelectMany(Of).Select(KeyOf).ToList()
        from child in configuration.GetSection(section.Key).GetChildren()
        where !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"There is no setting {child.Path}; {section.Key} has {string.Join(", ", known)}.";

    static object Read(Type type, IConfiguration configuration, List<string> faults)
    {
        var settings = (ISettings)Activator.CreateInstance(type)!;
        var before = faults.Count;
        foreach (var property in Of(type))
        {
            var name = NameOf(property);
            if (!configuration.GetSection(name).Exists()) continue;
            if (Value(property, configuration.GetSection(name), out var reason) is { } value) property.SetValue(settings, value);
            else if (reason is not null) faults.Add($"{name} {reason}");
        }
        if (faults.Count == before) faults.AddRange(settings.Check());
        return settings;
    }

    // Null without a reason: an empty value, which is as good as none.
    static object? Value(PropertyInfo property, IConfigurationSection section, out string? reason)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        reason = null;
        if (type == typeof(string[])) return section.GetChildren().Select(child => child.Value).Where(text => !string.IsNullOrEmpty(text)).ToArray();
        if (type.IsArray) return Objects(type, section, out reason);
        if (section.Value is not { Length: > 0 } text) return null;
        if (type == typeof(string)) return text;
        var range = property.GetCustomAttribute<RangeAttribute>();
        var value = Parse(type, text);
        if (value is null || range?.IsValid(value) == false) reason = $"is '{text}', but must be {Expected(type, range)}.";
        return reason is null ? value : null;
    }

    static object? Parse(Type type, string text) => type switch
    {
        _ when type == typeof(int) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(long) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(double) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
        _ when type.IsEnum => Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value) ? value : null,
        _ => throw new InvalidOperationException($"Settings cannot be of type {type}."),
    };

    static object? Objects(Type type, IConfigurationSection section, out string? reason)
    {
        reason = null;
        try
        {
            return section.Get(type, options => options.ErrorOnUnknownConfiguration = true);   // without it, wrong elements are left out silently
        }
        catch (InvalidOperationException e)
        {
            reason = $"cannot be read: {(e.InnerException ?? e).Message}";
            return null;
        }
    }

    static string Expected(Type type, RangeAttribute? range)
    {
        if (type == typeof(bool)) return "true or false";
        if (type.IsEnum) return $"one of {string.Join(", ", Enum.GetNames(type))}";
        var kind = type == typeof(double) ? "a number" : "a whole number";
        return range switch
        {
            null => kind,
            { Maximum: double.MaxValue } => string.Create(CultureInfo.InvariantCulture, $"{kind}, {range.Minimum} or more"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{kind} from {range.Minimum} to {range.Maximum}"),
        };
    }

    static string SectionOf(Type section) => (string)section.GetProperty(nameof(ISettings.Section), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    static string KeyOf(PropertyInfo setting) => setting.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? setting.Name;
}
