using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using Parquet;
using Parquet.Schema;

namespace OpenEo.Slices.Gdal;

/// <summary>Writes vector cubes as GeoParquet 1.1: the columns of <see cref="VectorWriter"/>, and the geometries as WKB.</summary>
static class GeoParquetWriter
{
    const int RowsAtOnce = 1 << 16;
    const string Geometry = "geometry";

    /// <summary>Writes the file, closes it and counts what can be read of it.</summary>
    public static void Write(VectorTarget target)
    {
        File.Delete(target.Path);
        WriteAsync(target).GetAwaiter().GetResult();
        var read = GeoParquetReader.Read(new RasterLocation(target.Path, Formats.Parquet.Name), target.Path, _ => { });
        if (read.Count != target.Table.Count)
            throw new RasterException($"'{target.Path}' was written with {target.Table.Count} features, but {read.Count} can be read.");
    }

    static async Task WriteAsync(VectorTarget target)
    {
        var columns = VectorWriter.Fields(target, Geometry);
        DataField[] fields = [.. columns.Select(column => column.Type switch
        {
            VectorWriter.Integer => new DataField<bool?>(column.Name),
            VectorWriter.Real => new DataField<double?>(column.Name),
            _ => (DataField)new DataField<string>(column.Name),
        })];
        var geometry = new DataField<byte[]>(Geometry);
        await using var file = File.Create(target.Path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields, geometry]), file);
        writer.CustomMetadata = new Dictionary<string, string> { [GeoParquet.Key] = GeoParquet.Write(target.Table, Geometry) };
        var wkb = new WKBWriter();
        for (var first = 0; first == 0 || first < target.Table.Count; first += RowsAtOnce)
        {
            using var group = writer.CreateRowGroup();
            var rows = Enumerable.Range(first, Math.Min(RowsAtOnce, target.Table.Count - first)).ToArray();
            for (var i = 0; i < fields.Length; i++)
            {
                var value = columns[i].Value;
                switch (columns[i].Type)
                {
                    case VectorWriter.Integer:
                        await group.WriteAsync<bool>(fields[i], rows.Select(row => (value(row) as BooleanValue)?.Value).ToArray());
                        break;
                    case VectorWriter.Real:
                        await group.WriteAsync<double>(fields[i], rows.Select(row => (value(row) as NumberValue)?.Value).ToArray());
                        break;
                    default:
                        await group.WriteAsync(fields[i],
                            (string[])[.. rows.Select(row => value(row) is var cell and not NullValue ? ValueText.Of(cell) : null!)]);
                        break;
                }
            }
            await group.WriteAsync(geometry,
                (byte[][])[.. rows.Select(row => target.Table.Features[row].Geometry is { IsEmpty: false } shape ? wkb.Write(shape) : null!)]);
        }
    }
}
