using System.Text;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>Names that CF allows: letters, digits and underscores, a letter first.</summary>
static class NetCdfNames
{
    /// <summary>What the variable of a cube without bands is called: openEO clients expect this name.</summary>
    public const string Variable = "var";

    /// <summary>Names of the variables, one a band, unlike each other and unlike the coordinates.</summary>
    public static IReadOnlyList<string> Of(CubeSchema schema, int bands, string variable)
    {
        var dimensions = schema.Dimensions.Where((_, i) => i != bands).Select(dimension => Legal(dimension.Name));
        HashSet<string> taken = new(dimensions, StringComparer.OrdinalIgnoreCase) { CfGridMapping.Name };
        var labels = bands < 0 ? [variable] : schema.Dimensions[bands].Labels.Select(RasterLayout.Text);
        return [.. labels.Select(Legal).Select(name =>
        {
            var free = name;
            for (var i = 2; !taken.Add(free); i++) free = $"{name}_{i}";
            return free;
        })];
    }

    /// <summary>What users say of a band: its description, and attributes by names that CF allows and that the variable does not have of its own.</summary>
    public static (string? Description, IReadOnlyList<(string Name, object Value)> Others) Attributes(IReadOnlyDictionary<string, object> tags)
    {
        var description = ((string[])["DESCRIPTION", "long_name"]).Select(name =>
            tags.FirstOrDefault(tag => tag.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.ToString()).FirstOrDefault(text => text is not null);
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { "DESCRIPTION", "long_name", "units" };
        return (description, [.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (Name: Legal(tag.Key), tag.Value))
            .Where(tag => taken.Add(tag.Name))]);
    }

    /// <summary>The name with every other character as an underscore.</summary>
    public static string Legal(string name)
    {
        var legal = new StringBuilder();
        foreach (var character in name) legal.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        return legal.Length == 0 || !char.IsAsciiLetter(legal[0]) ? $"v_{legal}" : legal.ToString();
    }
}
