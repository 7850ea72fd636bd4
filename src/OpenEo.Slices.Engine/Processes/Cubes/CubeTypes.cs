using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>Schemas of cubes that need certain dimensions.</summary>
static class CubeTypes
{
    /// <summary>A cube with horizontal axes.</summary>
    public static Schema Spatial { get; } = Schema.Parse("""{"type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]}]}""");

    /// <summary>A raster cube with horizontal axes, or a vector cube.</summary>
    public static Schema SpatialOrGeometries { get; } = Schema.Parse("""
        [{"title":"Raster cube","type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]}]},
         {"title":"Vector cube","type":"object","subtype":"datacube","dimensions":[{"type":"geometry"}]}]
        """);

    /// <summary>A cube with horizontal axes and bands.</summary>
    public static Schema SpatialWithBands { get; } = Schema.Parse(
        """{"type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]},{"type":"bands"}]}""");

    /// <summary>A cube with bands.</summary>
    public static Schema Bands { get; } = Schema.CubeWith("bands");

    /// <summary>A cube with time.</summary>
    public static Schema Temporal { get; } = Schema.CubeWith("temporal");

    /// <summary>Name of a band.</summary>
    public static Schema BandName { get; } = Schema.Parse("""{"type":"string","subtype":"band-name"}""");

    /// <summary>West, south, east, north.</summary>
    public static Schema BoundingBox { get; } = Schema.Parse("""
        {"type":"object","subtype":"bounding-box","required":["west","south","east","north"],"properties":{
          "west":{"description":"Left side (first axis).","type":"number"},
          "south":{"description":"Lower side (second axis).","type":"number"},
          "east":{"description":"Right side (first axis).","type":"number"},
          "north":{"description":"Upper side (second axis).","type":"number"},
          "base":{"description":"Lower end of heights. Cubes have no vertical axis here: it is not looked at.","type":["number","null"],"default":null},
          "height":{"description":"Upper end of heights; not looked at either.","type":["number","null"],"default":null},
          "crs":{"description":"Coordinate reference system of the sides: an EPSG code or WKT2. Longitude and latitude by default.","default":4326,"anyOf":[
            {"title":"EPSG code","type":"integer","subtype":"epsg-code","minimum":1000,"examples":[3857]},
            {"title":"WKT2","type":"string","subtype":"wkt2-definition"}]}}}
        """);

    /// <summary>Two instants, the second excluded.</summary>
    public static Schema Interval { get; } = Schema.Parse("""
        {"type":"array","subtype":"temporal-interval","minItems":2,"maxItems":2,"items":{"anyOf":[
          {"type":"string","format":"date-time","subtype":"date-time","description":"Date and time with time zone."},
          {"type":"string","format":"date","subtype":"date","description":"A date: its midnight in UTC."},
          {"type":"null"}]},
          "examples":[["2015-01-01T00:00:00Z","2016-01-01T00:00:00Z"],["2015-01-01","2016-01-01"]]}
        """);
}
