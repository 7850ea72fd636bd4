using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Writes tables of features through OGR: a column for each property and for each value of the cube.</summary>
static unsafe class VectorWriter
{
    // OGRFieldType, OGRFieldSubType, OGRwkbGeometryType.
    internal const int Integer = 0, Real = 2, Text = 4;
    const int BooleanSubType = 1, UnknownGeometry = 0;

    /// <summary>Writes the file, closes it and counts what can be read of it.</summary>
    public static string? Write(VectorTarget target)
    {
        File.Delete(target.Path);
        var fields = Fields(target, "fid", "geom", "ogc_fid");
        Errors.Forget();
        using (var none = TextList.Of())
        using (var dataset = Errors.Check(LibGdal.GDALCreate(LibGdal.GDALGetDriverByName(target.Format), target.Path, 0, 0, 0, 0, none), "GDALCreate",
            target.Path))
        {
            using var reference = target.Table.Crs is { } crs ? SpatialReference.Import(crs) : null;
            var layer = LibGdal.GDALDatasetCreateLayer(dataset, Path.GetFileNameWithoutExtension(target.Path), reference?.DangerousGetHandle() ?? 0,
                TypeOf(target.Table), none);
            if (layer == 0) throw Errors.From("GDALDatasetCreateLayer", target.Path);
            foreach (var field in fields) Create(layer, field, target.Path);
            // Without it a database would write each row to the disk on its own.
            var together = LibGdal.GDALDatasetStartTransaction(dataset, 0) == 0;
            Errors.Forget();
            var definition = LibGdal.OGR_L_GetLayerDefn(layer);
            var wkb = new WKBWriter();
            for (var i = 0; i < target.Table.Count; i++) Create(layer, definition, target.Table.Features[i].Geometry, fields, i, wkb, target.Path);
            if (together) Errors.Check(LibGdal.GDALDatasetCommitTransaction(dataset), "GDALDatasetCommitTransaction", target.Path);
            Errors.Forget();
            LibGdal.GDALFlushCache(dataset);
            Errors.CheckLast("GDALFlushCache", target.Path);
        }
        Errors.CheckLast("GDALClose", target.Path);
        var read = VectorReader.Read(new RasterLocation(target.Path, target.Format), target.Path);
        // FlatGeobuf takes features without a geometry and forgets them.
        var empty = target.Format == Formats.FlatGeobuf.Name ? target.Table.Features.Count(feature => feature.Geometry.IsEmpty) : 0;
        if (read.Count != target.Table.Count - empty)
            throw new RasterException($"'{target.Path}' was written with {target.Table.Count - empty} features, but {read.Count} can be read.");
        return empty == 0 ? null : $"{empty} features without a geometry are left out: {target.Format} has no place for them.";
    }

    /// <summary>The columns of a file: <see cref="Integer"/> for booleans, <see cref="Real"/>, or <see cref="Text"/>.</summary>
    /// <param name="target">The cube.</param>
    /// <param name="reserved">Names that the format needs itself; what has a name that is taken gets a number.</param>
    internal static List<(string Name, int Type, Func<int, Value> Value)> Fields(VectorTarget target, params string[] reserved)
    {
        var fields = new List<(string Name, int Type, Func<int, Value> Value)>();
        var taken = new HashSet<string>(reserved, StringComparer.OrdinalIgnoreCase);
        var features = target.Table.Features;
        if (features.Any(feature => feature.Id is not NullValue)) Add("id", i => features[i].Id);
        foreach (var property in target.Table.Properties) Add(property, i => features[i].Properties.GetValueOrDefault(property, Value.Null));
        foreach (var column in target.Columns()) Add(column.Name, i => column[i]);
        return fields;

        void Add(string name, Func<int, Value> value)
        {
            var free = name;
            for (var i = 2; !taken.Add(free); i++) free = $"{name}_{i}";
            var kinds = Enumerable.Range(0, features.Count).Select(value).Where(one => one is not NullValue).Select(one => one switch
            {
                BooleanValue => Integer,
                NumberValue => Real,
                _ => Text,
            }).Distinct().ToList();
            fields.Add((free, kinds switch { [] => Real, [var only] => only, _ => Text }, value));
        }
    }

    static void Create(nint layer, (string Name, int Type, Func<int, Value>) field, string path)
    {
        var definition = LibGdal.OGR_Fld_Create(field.Name, field.Type);
        if (field.Type == Integer) LibGdal.OGR_Fld_SetSubType(definition, BooleanSubType);
        var code = LibGdal.OGR_L_CreateField(layer, definition, 1);
        LibGdal.OGR_Fld_Destroy(definition);
        Errors.Check(code, $"OGR_L_CreateField of {field.Name}", path);
    }

    static void Create(nint layer, nint definition, Geometry geometry, List<(string Name, int Type, Func<int, Value> Value)> fields, int row, WKBWriter wkb,
        string path)
    {
        using var feature = LibGdal.OGR_F_Create(definition);
        for (var i = 0; i < fields.Count; i++)
        {
            switch (fields[i].Value(row))
            {
                case NullValue:
                    break;
                case BooleanValue truth when fields[i].Type == Integer:
                    LibGdal.OGR_F_SetFieldInteger(feature, i, truth.Value ? 1 : 0);
                    break;
                case NumberValue number when fields[i].Type == Real:
                    LibGdal.OGR_F_SetFieldDouble(feature, i, number.Value);
                    break;
                case StringValue text:
                    LibGdal.OGR_F_SetFieldString(feature, i, text.Value);
                    break;
                case var other:
                    LibGdal.OGR_F_SetFieldString(feature, i, ValueText.Of(other));
                    break;
            }
        }
        if (!geometry.IsEmpty)
        {
            var bytes = wkb.Write(geometry);
            nint made;
            fixed (byte* memory = bytes) Errors.Check(LibGdal.OGR_G_CreateFromWkb(memory, 0, &made, bytes.Length), "OGR_G_CreateFromWkb", path);
            Errors.Check(LibGdal.OGR_F_SetGeometryDirectly(feature, made), "OGR_F_SetGeometryDirectly", path);
        }
        Errors.Check(LibGdal.OGR_L_CreateFeature(layer, feature), "OGR_L_CreateFeature", path);
    }

    // FlatGeobuf keeps one type for all where it can.
    static int TypeOf(FeatureTable table) => table.GeometryTypes switch
    {
        ["Point"] => 1,
        ["LineString"] => 2,
        ["Polygon"] => 3,
        ["MultiPoint"] => 4,
        ["MultiLineString"] => 5,
        ["MultiPolygon"] => 6,
        _ => UnknownGeometry,
    };
}
