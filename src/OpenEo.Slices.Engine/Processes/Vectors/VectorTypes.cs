using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>Schemas of vector cubes.</summary>
static class VectorTypes
{
    /// <summary>A vector cube.</summary>
    public static Schema Cube { get; } = Schema.CubeWith("geometry");

    /// <summary>A vector cube of polygons.</summary>
    public static Schema Polygons { get; } =
        Schema.Parse("""{"type":"object","subtype":"datacube","dimensions":[{"type":"geometry","geometry_type":["Polygon","MultiPolygon"]}]}""");

    /// <summary>A vector cube of points.</summary>
    public static Schema Points { get; } =
        Schema.Parse("""{"type":"object","subtype":"datacube","dimensions":[{"type":"geometry","geometry_type":["Point","MultiPoint"]}]}""");

    /// <summary>A vector cube, or GeoJSON.</summary>
    public static Schema CubeOrGeoJson { get; } = Schema.Parse("""
        [{"title":"Vector cube","type":"object","subtype":"datacube","dimensions":[{"type":"geometry"}]},
         {"title":"GeoJSON","type":"object","subtype":"geojson","deprecated":true,
          "description":"The same as the result of `load_geojson`, which is the newer way."}]
        """);

    /// <summary>A vector cube of polygons, or GeoJSON.</summary>
    public static Schema PolygonsOrGeoJson { get; } = Schema.Parse("""
        [{"title":"Vector cube","type":"object","subtype":"datacube","dimensions":[{"type":"geometry","geometry_type":["Polygon","MultiPolygon"]}]},
         {"title":"GeoJSON","type":"object","subtype":"geojson","deprecated":true,
          "description":"The same as the result of `load_geojson`, which is the newer way."}]
        """);
}
