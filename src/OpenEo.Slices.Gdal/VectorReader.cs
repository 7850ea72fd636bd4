using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Reads files of vectors through OGR: the first table with geometries, in the file's own reference system.</summary>
static unsafe partial class VectorReader
{
    // OGRFieldType and OGRFieldSubType.
    const int Integer = 0, Real = 2, Text = 4, Integer64 = 12, BooleanSubType = 1, NoGeometry = 100, LittleEndian = 1;

    /// <summary>The features of a file that is on this machine.</summary>
    /// <param name="location">What was named, for messages, with what it is declared to be.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="alone">Whether no file beside it is looked at.</param>
    /// <exception cref="RasterException">It is not what it is declared to be, or has no geometries.</exception>
    public static FeatureTable Read(RasterLocation location, string path, bool alone = true)
    {
        var (name, drivers) = Drivers.ForVectors(location);
        if (!path.StartsWith('/') || path.StartsWith("/vsi", StringComparison.OrdinalIgnoreCase))
            throw new RasterException($"'{location}' is neither an absolute file path nor an http address.");
        Errors.Forget();
        using var siblings = alone ? TextList.Of() : TextList.Of(Directory.GetFiles(Path.GetDirectoryName(path)!).Select(file => Path.GetFileName(file)!));
        using var dataset = LibGdal.GDALOpenEx(path, LibGdal.OpenReadOnly | LibGdal.OpenVector | LibGdal.OpenVerbose, drivers, 0, siblings);
        if (dataset.IsInvalid) throw new RasterException($"{Errors.From("GDALOpenEx", location.Path).Message} It was opened as {name}.");
        if (name == "GPKG") DemandPlainTables(dataset, location);
        for (var i = 0; i < LibGdal.GDALDatasetGetLayerCount(dataset); i++)
            if (LibGdal.GDALDatasetGetLayer(dataset, i) is var layer && layer != 0 && LibGdal.OGR_L_GetGeomType(layer) != NoGeometry)
                return Read(layer, location);
        throw new RasterException($"'{location}' has no table with geometries.");
    }

    // A database may hold tables that are read from other files, and views on them. Only trees of boxes, which are indices, are none of that.
    static void DemandPlainTables(DatasetHandle dataset, RasterLocation location)
    {
        const string others = "SELECT name, sql FROM sqlite_master WHERE type = 'view' OR type = 'table' AND upper(sql) LIKE 'CREATE%VIRTUAL%'";
        Errors.Forget();
        var found = LibGdal.GDALDatasetExecuteSQL(dataset, others, 0, null);
        Errors.CheckLast("GDALDatasetExecuteSQL", location.Path);
        if (found == 0) return;
        try
        {
            while (true)
            {
                using var row = LibGdal.OGR_L_GetNextFeature(found);
                if (row.IsInvalid) return;
                if (!IndexTable().IsMatch(LibGdal.OGR_F_GetFieldAsString(row, 1) ?? ""))
                    throw new RasterException($"'{location}' is refused: '{LibGdal.OGR_F_GetFieldAsString(row, 0)}' is a view or a virtual table, which may "
                        + "lead to other files.");
            }
        }
        finally
        {
            LibGdal.GDALDatasetReleaseResultSet(dataset, found);
        }
    }

    [GeneratedRegex("^CREATE VIRTUAL TABLE (\"[^\"]+\"|\\w+) USING rtree\\([\\w, ]+\\)$", RegexOptions.IgnoreCase)]
    private static partial Regex IndexTable();

    static FeatureTable Read(nint layer, RasterLocation location)
    {
        var definition = LibGdal.OGR_L_GetLayerDefn(layer);
        var fields = Enumerable.Range(0, LibGdal.OGR_FD_GetFieldCount(definition)).Select(i => LibGdal.OGR_FD_GetFieldDefn(definition, i))
            .Select(field => (Name: LibGdal.OGR_Fld_GetNameRef(field) ?? "", Type: LibGdal.OGR_Fld_GetType(field), SubType: LibGdal.OGR_Fld_GetSubType(field)))
            .ToArray();
        var features = new List<Feature>();
        var wkb = new WKBReader();
        Errors.Forget();
        LibGdal.OGR_L_ResetReading(layer);
        while (true)
        {
            using var feature = LibGdal.OGR_L_GetNextFeature(layer);
            if (feature.IsInvalid) break;
            var properties = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
            for (var i = 0; i < fields.Length; i++) properties[fields[i].Name] = ValueOf(feature, i, fields[i].Type, fields[i].SubType);
            features.Add(new Feature(Value.Of((double)LibGdal.OGR_F_GetFID(feature)), GeometryOf(feature, wkb, location), properties.ToImmutable()));
        }
        Errors.CheckLast("OGR_L_GetNextFeature", location.Path);
        return new FeatureTable(features, SpatialReference.CodeOf(LibGdal.OGR_L_GetSpatialRef(layer)));
    }

    static Value ValueOf(FeatureHandle feature, int field, int type, int subType) => type switch
    {
        _ when LibGdal.OGR_F_IsFieldSetAndNotNull(feature, field) == 0 => Value.Null,
        Integer when subType == BooleanSubType => Value.Of(LibGdal.OGR_F_GetFieldAsInteger64(feature, field) != 0),
        Integer or Integer64 => Value.Of((double)LibGdal.OGR_F_GetFieldAsInteger64(feature, field)),
        Real => Value.Of(LibGdal.OGR_F_GetFieldAsDouble(feature, field)),
        _ => Value.Of(LibGdal.OGR_F_GetFieldAsString(feature, field)),
    };

    static Geometry GeometryOf(FeatureHandle feature, WKBReader wkb, RasterLocation location)
    {
        var borrowed = LibGdal.OGR_F_GetGeometryRef(feature);
        if (borrowed == 0) return Point.Empty;
        // Arcs become lines.
        var geometry = LibGdal.OGR_G_GetLinearGeometry(borrowed, 0, 0);
        try
        {
            var bytes = new byte[LibGdal.OGR_G_WkbSize(geometry)];
            fixed (byte* memory = bytes) Errors.Check(LibGdal.OGR_G_ExportToIsoWkb(geometry, LittleEndian, memory), "OGR_G_ExportToIsoWkb", location.Path);
            return wkb.Read(bytes);
        }
        catch (Exception e) when (e is ParseException or ArgumentException)
        {
            throw new RasterException(string.Create(CultureInfo.InvariantCulture,
                $"'{location}' has a geometry that cannot be read (feature {LibGdal.OGR_F_GetFID(feature)}): {e.Message}"));
        }
        finally
        {
            LibGdal.OGR_G_DestroyGeometry(geometry);
        }
    }
}
