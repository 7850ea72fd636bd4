using System.Text.Json;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>Writes geometries as GeoJSON (RFC 7946): outer rings counter-clockwise, empty geometries as null.</summary>
static class GeoJsonWriter
{
    /// <summary>Writes one geometry object.</summary>
    public static void Write(Utf8JsonWriter json, Geometry geometry)
    {
        if (geometry.IsEmpty)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("type", geometry.GeometryType == "LinearRing" ? "LineString" : geometry.GeometryType);
        json.WritePropertyName(geometry is GeometryCollection and not (MultiPoint or MultiLineString or MultiPolygon) ? "geometries" : "coordinates");
        Coordinates(json, geometry);
        json.WriteEndObject();
    }

    static void Coordinates(Utf8JsonWriter json, Geometry geometry)
    {
        switch (geometry)
        {
            case Point point:
                Position(json, point.Coordinate);
                break;
            case LineString line:
                Positions(json, line.CoordinateSequence, reversed: false);
                break;
            case Polygon polygon:
                json.WriteStartArray();
                Ring(json, polygon.Shell, outer: true);
                foreach (var hole in polygon.Holes) Ring(json, hole, outer: false);
                json.WriteEndArray();
                break;
            case MultiPoint or MultiLineString or MultiPolygon:
                json.WriteStartArray();
                for (var i = 0; i < geometry.NumGeometries; i++) Coordinates(json, geometry.GetGeometryN(i));
                json.WriteEndArray();
                break;
            default:
                json.WriteStartArray();
                for (var i = 0; i < geometry.NumGeometries; i++) Write(json, geometry.GetGeometryN(i));
                json.WriteEndArray();
                break;
        }
    }

    static void Ring(Utf8JsonWriter json, LineString ring, bool outer) =>
        Positions(json, ring.CoordinateSequence, Orientation.IsCCW(ring.CoordinateSequence) != outer);

    static void Positions(Utf8JsonWriter json, CoordinateSequence positions, bool reversed)
    {
        json.WriteStartArray();
        for (var i = 0; i < positions.Count; i++) Position(json, positions.GetCoordinate(reversed ? positions.Count - 1 - i : i));
        json.WriteEndArray();
    }

    static void Position(Utf8JsonWriter json, Coordinate position)
    {
        json.WriteStartArray();
        json.WriteNumberValue(position.X);
        json.WriteNumberValue(position.Y);
        json.WriteEndArray();
    }
}
