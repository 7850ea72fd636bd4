using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>The formats of vector cubes that need no library.</summary>
public static class VectorTexts
{
    internal const string GeoJson = "GeoJSON", Csv = "CSV";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RasterFormat> All { get; } =
    [
        new(GeoJson, "GeoJSON",
            "The geometries of a vector cube in longitude and latitude, with their properties and a property for each value of the cube. It is called by "
            + "the labels of "
            + "the other dimensions, with `~` between them.", "application/geo+json", "geojson", []),
        new(Csv, "Comma-separated values",
            "A table with a row for each geometry of a vector cube and each of its dates: `date`, `feature_index`, a column for each value, the properties, "
            + "and the "
            + "geometry as WKT in longitude and latitude. No-data is empty.", "text/csv", "csv", []),
    ];
}
