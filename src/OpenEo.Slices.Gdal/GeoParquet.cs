using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using Parquet.Meta;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Where the geometries of a Parquet file are and what reference system they have: the file's metadata <c>geo</c> (GeoParquet 1.0 and 1.1), or Parquet's own
/// type for geometries.
/// </summary>
/// <param name="Geometry">Name of the column of geometries.</param>
/// <param name="Crs">Code or WKT2; null when the file says that it is unknown.</param>
/// <param name="Index">A column of boxes, which says nothing that geometries do not; null when there is none.</param>
sealed record GeoParquet(string Geometry, string? Crs, string? Index)
{
    /// <summary>The key in the file's metadata.</summary>
    public const string Key = "geo";

    const string Column = "geometry", Degrees = "EPSG:4326";

    /// <summary>What a file says; <paramref name="note"/> hears what is taken otherwise than it says.</summary>
    /// <exception cref="RasterException">It has no geometries that can be read.</exception>
    public static GeoParquet Of(IReadOnlyDictionary<string, string> metadata, FileMetaData file, Action<string> note)
    {
        if (metadata.TryGetValue(Key, out var text)) return Read(JsonNode.Parse(text) as JsonObject ?? throw new FormatException("'geo' is no object"), note);
        // Without the metadata of GeoParquet there is Parquet's own type of column.
        var own = file.Schema.FirstOrDefault(element => element.LogicalType is { GEOMETRY: not null } or { GEOGRAPHY: not null });
        if (own is null)
            throw new RasterException("the file has neither metadata 'geo', as GeoParquet has, nor a column of the type GEOMETRY: write it with a GIS");
        if (own.LogicalType!.GEOGRAPHY is not null) note(OnSphere);
        return new GeoParquet(own.Name, CrsOf(own.LogicalType.GEOMETRY?.Crs ?? own.LogicalType.GEOGRAPHY?.Crs), null);
    }

    /// <summary>The metadata of a file that is written.</summary>
    public static string Write(FeatureTable table, string geometry)
    {
        var column = new JsonObject
        {
            ["encoding"] = "WKB",
            ["geometry_types"] = new JsonArray([.. table.GeometryTypes.Select(type => JsonValue.Create(type == "LinearRing" ? "LineString" : type))]),
        };
        // Longitude and latitude are meant where nothing is said, and null says that nothing is known.
        if (table.Crs != Degrees) column["crs"] = table.Crs is { } crs ? JsonNode.Parse(SpatialReference.ProjJson(crs)) : null;
        if (table.Envelope is { IsNull: false } box) column["bbox"] = new JsonArray(box.MinX, box.MinY, box.MaxX, box.MaxY);
        return new JsonObject { ["version"] = "1.1.0", ["primary_column"] = geometry, ["columns"] = new JsonObject { [geometry] = column } }.ToJsonString();
    }

    const string OnSphere = "Edges of its geometries are meant on the sphere; they are taken as straight lines between their positions.";

    static GeoParquet Read(JsonObject geo, Action<string> note)
    {
        var name = (string?)geo["primary_column"] ?? Column;
        if (geo["columns"] is not JsonObject columns || columns[name] is not JsonObject column)
            throw new FormatException($"'geo' describes no column '{name}'");
        if ((string?)column["encoding"] is var encoding && !"WKB".Equals(encoding, StringComparison.OrdinalIgnoreCase))
            throw new RasterException($"its geometries are encoded as '{encoding}', and only WKB is read");
        if ((string?)column["edges"] == "spherical") note(OnSphere);
        if (column.ContainsKey("epoch")) note("The epoch of its coordinates is left out of account.");
        var others = columns.Select(other => other.Key).Where(other => other != name).ToList();
        if (others.Count > 0) note($"Geometries of '{string.Join("', '", others)}' are left out: '{name}' is the file's main column.");
        var index = column["covering"]?["bbox"]?["xmin"] is JsonArray { Count: > 0 } path ? (string?)path[0] : null;
        return new GeoParquet(name, column.TryGetPropertyValue("crs", out var crs) ? crs is null ? null : CrsOf(crs.ToJsonString()) : Degrees, index);
    }

    // PROJJSON, or what Parquet's own type has: nothing for longitude and latitude, srid:4326, EPSG:4326.
    static string? CrsOf(string? crs)
    {
        if (crs is null) return Degrees;
        if (crs is "srid:0") return null;
        // Both are longitude and latitude in degrees here, whatever their axes are called.
        if (crs.StartsWith('{') && JsonDocument.Parse(crs).RootElement is var json && json.TryGetProperty("id", out var id)
            && id.TryGetProperty("code", out var code) && code.ToString() == "CRS84") return Degrees;
        var info = SpatialReference.Describe(crs.StartsWith("srid:", StringComparison.Ordinal) ? $"EPSG:{crs[5..]}" : crs);
        return info.Code ?? info.Wkt2;
    }
}
