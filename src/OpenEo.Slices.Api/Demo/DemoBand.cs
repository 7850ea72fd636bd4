using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Api.Demo;

/// <summary>A band of the demo collection: its name, what it is called elsewhere, its wavelengths in micrometres (null for classes), and its type.</summary>
sealed record DemoBand(string Name, string Title, string? CommonName, double? Centre, double? Width, ElementType Element)
{
    /// <summary>The bands of the demo collection, in its order.</summary>
    public static IReadOnlyList<DemoBand> All { get; } =
    [
        new("B02", "Blue", "blue", 0.49, 0.098, ElementType.UInt16),
        new("B03", "Green", "green", 0.56, 0.045, ElementType.UInt16),
        new("B04", "Red", "red", 0.665, 0.038, ElementType.UInt16),
        new("B08", "Near infrared", "nir", 0.842, 0.145, ElementType.UInt16),
        new("SCL", "Scene classification", null, null, null, ElementType.UInt8),
    ];

    /// <summary>The classes of SCL that occur.</summary>
    public static IReadOnlyList<(int Value, string Name, string Title)> Classes { get; } =
    [
        (0, "no_data", "No data"), (3, "cloud_shadow", "Cloud shadow"), (4, "vegetation", "Vegetation"), (5, "not_vegetated", "Not vegetated"),
        (6, "water", "Water"),
        (8, "cloud_medium_probability", "Cloud, medium probability"), (9, "cloud_high_probability", "Cloud, high probability"),
    ];
}
