using System.Collections.Immutable;
using System.Globalization;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>
/// Reads GeoJSON (RFC 7946). A member <c>crs</c>, as the older GeoJSON 2008 had it, is followed. What is left out or read generously is noted.
/// </summary>
sealed class GeoJsonReader
{
    /// <summary>The reference system of GeoJSON that names none.</summary>
    public const string Degrees = "EPSG:4326";

    const double HalfTurn = 180;

    // Farther than rounding, or going around the world and on, can lead.
    const double FarthestEast = 720, FarthestNorth = 100;

    static readonly string[] Types =
        ["FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];

    static readonly GeometryFactory Factory = new();

    readonly List<Feature> features = [];
    readonly HashSet<string> notes = [];

    GeoJsonReader()
    {
    }

    /// <summary>Whether a value says of itself that it is GeoJSON.</summary>
    public static bool IsGeoJson(Value value) => value is ObjectValue map && map["type"] is StringValue type && Types.Contains(type.Value);

    /// <summary>The features of a GeoJSON object; <paramref name="note"/> hears, in sentences, what was not taken as it stands.</summary>
    /// <exception cref="FormatException">It is no GeoJSON; the message says where and why, without a full stop.</exception>
    public static FeatureTable Read(Value json, Action<string>? note)
    {
        var reader = new GeoJsonReader();
        reader.Add(json);
        var table = new FeatureTable(reader.features, CrsOf(json));
        if (table.Crs == Degrees) reader.CheckDegrees(table);
        foreach (var sentence in reader.notes) note?.Invoke(sentence);
        return table;
    }

    void CheckDegrees(FeatureTable table)
    {
        var box = table.Envelope;
        if (!box.IsNull && (Math.Max(-box.MinX, box.MaxX) > FarthestEast || Math.Max(-box.MinY, box.MaxY) > FarthestNorth))
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"its coordinates (from {box.MinX}, {box.MinY} to {box.MaxX}, {box.MaxY}) are no longitudes and latitudes, which they are "
                + $"without a member 'crs' that names another coordinate reference system"));
        if (table.Features.Any(feature => feature.Geometry.EnvelopeInternal.Width > HalfTurn && LeapsOver(feature.Geometry)))
            notes.Add("An edge is longer than 180 degrees: it leads around the world the long way. What crosses the antimeridian has to be cut there, or to "
                + "go on beyond 180 degrees.");
    }

    // From one edge of the map to the other is what a box of the whole world does.
    static bool LeapsOver(Geometry geometry)
    {
        var at = geometry.Coordinates;
        return Enumerable.Range(1, at.Length - 1).Any(i => Math.Abs(at[i].X - at[i - 1].X) is > HalfTurn and < 2 * HalfTurn);
    }

    void Add(Value json)
    {
        switch (TypeOf(json, "GeoJSON"))
        {
            case "FeatureCollection":
                var list = Items(((ObjectValue)json)["features"], "'features'");
                for (var i = 0; i < list.Length; i++) AddFeature(list[i], $"feature {i}");
                break;
            case "Feature":
                AddFeature(json, "the feature");
                break;
            case "GeometryCollection":
                notes.Add("A GeometryCollection is not supported by openEO; each of its geometries is taken as one of its own.");
                var parts = Items(((ObjectValue)json)["geometries"], "'geometries'");
                for (var i = 0; i < parts.Length; i++) features.Add(Feature.Of(Read(parts[i], $"geometry {i}")));
                break;
            default:
                features.Add(Feature.Of(Read(json, "the geometry")));
                break;
        }
    }

    void AddFeature(Value json, string place)
    {
        if (TypeOf(json, place) != "Feature") throw new FormatException($"{place} is not of the type Feature");
        var map = (ObjectValue)json;
        var geometry = map["geometry"] is { } given ? Read(given, $"the geometry of {place}") : Factory.CreateGeometryCollection();
        var properties = map["properties"] switch
        {
            null => ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal),
            ObjectValue members => members.Members,
            _ => throw new FormatException($"'properties' of {place} is no object"),
        };
        features.Add(new Feature(map["id"] is StringValue or NumberValue ? map["id"]! : Value.Null, geometry, properties));
    }

    Geometry Read(Value json, string place)
    {
        var type = TypeOf(json, place);
        var map = (ObjectValue)json;
        if (type == "GeometryCollection")
        {
            notes.Add("A GeometryCollection inside of a feature is taken as one geometry that covers what its parts cover.");
            return Factory.CreateGeometryCollection([.. Items(map["geometries"], $"'geometries' of {place}").Select(part => Read(part, place))]);
        }
        var coordinates = Items(map["coordinates"], $"'coordinates' of {place}");
        if (coordinates.IsEmpty) return type == "Point" ? Factory.CreatePoint() : Factory.CreateGeometryCollection();
        return type switch
        {
            "Point" => Factory.CreatePoint(Position(map["coordinates"]!, place)),
            "MultiPoint" => Factory.CreateMultiPointFromCoords(Positions(map["coordinates"], place)),
            "LineString" => Line(map["coordinates"]!, place),
            "MultiLineString" => Factory.CreateMultiLineString([.. coordinates.Select(line => Line(line, place))]),
            "Polygon" => Polygon(map["coordinates"]!, place),
            "MultiPolygon" => Factory.CreateMultiPolygon([.. coordinates.Select(polygon => Polygon(polygon, place))]),
            _ => throw new FormatException($"{place} is of the type {type}, which is no geometry"),
        };
    }

    LineString Line(Value json, string place)
    {
        var positions = Positions(json, place);
        return positions.Length >= 2 ? Factory.CreateLineString(positions) : throw new FormatException($"a line of {place} has less than two positions");
    }

    Polygon Polygon(Value json, string place)
    {
        var rings = Items(json, $"a polygon of {place}").Select(ring => Ring(ring, place)).ToArray();
        return rings.Length == 0 ? Factory.CreatePolygon() : Factory.CreatePolygon(rings[0], rings[1..]);
    }

    LinearRing Ring(Value json, string place)
    {
        var positions = Positions(json, place);
        if (positions.Length > 0 && !positions[0].Equals2D(positions[^1]))
        {
            notes.Add("A ring of a polygon did not end where it began; it was closed.");
            positions = [.. positions, positions[0].Copy()];
        }
        return positions.Length >= 4 ? Factory.CreateLinearRing(positions) : throw new FormatException($"a ring of {place} has less than four positions");
    }

    Coordinate[] Positions(Value? json, string place) => [.. Items(json, $"a list of positions of {place}").Select(item => Position(item, place))];

    Coordinate Position(Value json, string place)
    {
        if (json is not ArrayValue { Items: [NumberValue { Value: var x }, NumberValue { Value: var y }, ..] items }
            || !double.IsFinite(x) || !double.IsFinite(y))
            throw new FormatException($"a position of {place} is no array of two numbers");
        if (items.Length > 2) notes.Add("Positions have heights, which are left out: geometries are flat here.");
        return new Coordinate(x, y);
    }

    static ImmutableArray<Value> Items(Value? json, string what) => json is ArrayValue list ? list.Items : throw new FormatException($"{what} is no array");

    static string TypeOf(Value json, string place) => json is ObjectValue map && map["type"] is StringValue { Value: var type } && Types.Contains(type) ? type
        : throw new FormatException($"{place} is no object with a 'type' of GeoJSON, such as FeatureCollection or Polygon");

    // {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}
    static string CrsOf(Value json)
    {
        const string urn = "urn:ogc:def:crs:EPSG:";
        if (((ObjectValue)json)["crs"] is not { } crs) return Degrees;
        if (crs is not ObjectValue map || map["properties"] is not ObjectValue properties || properties["name"] is not StringValue { Value: var name })
            throw new FormatException("'crs' names no coordinate reference system");
        return name.EndsWith("CRS84", StringComparison.OrdinalIgnoreCase) || name.EndsWith("CRS84h", StringComparison.OrdinalIgnoreCase) ? Degrees
            : name.StartsWith(urn, StringComparison.OrdinalIgnoreCase) ? $"EPSG:{name[(name.LastIndexOf(':') + 1)..]}" : name;
    }
}
