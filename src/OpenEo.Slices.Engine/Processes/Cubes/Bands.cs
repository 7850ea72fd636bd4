using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>Bands by what they are known by: name, common name, wavelength.</summary>
static class Bands
{
    /// <summary>Positions of the dimensions of type bands.</summary>
    public static IReadOnlyList<int> Dimensions(CubeSchema schema) =>
        [.. Enumerable.Range(0, schema.Dimensions.Count).Where(i => schema.Dimensions[i].Type == DimensionType.Bands)];

    /// <summary>Positions of the bands with a name, or else with that common name, in the cube's order.</summary>
    public static IReadOnlyList<int> Named(CubeSchema schema, Dimension bands, string name)
    {
        var unique = bands.IndexOf(new StringValue(name));
        return unique >= 0 ? [unique] : Where(schema, bands, names => names.CommonName == name);
    }

    /// <summary>Positions of the bands whose centre lies in a range of wavelengths (µm, ends included), in the cube's order.</summary>
    public static IReadOnlyList<int> Between(CubeSchema schema, Dimension bands, double low, double high) =>
        Where(schema, bands, names => names.CentreWavelength >= low && names.CentreWavelength <= high);

    /// <summary>The names of all bands for a message.</summary>
    public static string List(CubeSchema schema, Dimension bands) => string.Join(", ", bands.Labels.Select(label =>
    {
        var name = Text(label);
        return schema.Names.GetValueOrDefault(name)?.CommonName is { } common && common != name ? $"{name} ({common})" : name;
    }));

    /// <summary>A label as text.</summary>
    public static string Text(Value label) => label is StringValue text ? text.Value : ValueJson.Write(label)!.ToJsonString();

    static List<int> Where(CubeSchema schema, Dimension bands, Func<BandNames, bool> fits) =>
        [.. Enumerable.Range(0, bands.Count).Where(i => schema.Names.TryGetValue(Text(bands.Label(i)), out var names) && fits(names))];
}
