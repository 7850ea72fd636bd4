using System.Collections.Immutable;
using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using Parquet;
using Parquet.Schema;

namespace OpenEo.Slices.Gdal;

/// <summary>Reads GeoParquet: a feature for each row. The library is managed code and leads to no other file.</summary>
static class GeoParquetReader
{
    const long MostRows = 20_000_000, MostBytes = 4L << 30, Exact = 1L << 53;

    /// <summary>The features of a file that is on this machine; <paramref name="note"/> hears what is left out.</summary>
    /// <exception cref="RasterException">It cannot be read.</exception>
    public static FeatureTable Read(RasterLocation location, string path, Action<string> note)
    {
        try
        {
            return ReadAsync(path, note).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The library meets what is broken with exceptions of any kind.
            throw new RasterException($"'{location}' cannot be read as Parquet: {e.Message.TrimEnd('.')}.");
        }
    }

    static async Task<FeatureTable> ReadAsync(string path, Action<string> note)
    {
        await using var file = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(file);
        var groups = reader.Metadata!.RowGroups;
        if (groups.Sum(group => group.NumRows) is var rows && (rows > MostRows || groups.Any(group => group.NumRows < 0)))
            throw new RasterException($"it has {rows} rows; at most {MostRows} are read");
        if (groups.Sum(group => group.Columns.Sum(column => column.MetaData?.TotalUncompressedSize ?? 0)) is var bytes and > MostBytes)
            throw new RasterException($"it has {bytes} bytes when it is not compressed; at most {MostBytes} are read");
        var geo = GeoParquet.Of(reader.CustomMetadata, reader.Metadata, note);
        var geometry = reader.Schema.Fields.OfType<DataField>().FirstOrDefault(field => field.Name == geo.Geometry && IsBytes(field))
            ?? throw new RasterException($"it has no column '{geo.Geometry}' of bytes");
        var fields = reader.Schema.Fields.Where(field => field.Name != geo.Geometry && field.Name != geo.Index).ToList();
        var plain = fields.OfType<DataField>().Where(field => !field.IsArray && !IsBytes(field)).ToList();
        if (fields.Except(plain).Select(field => field.Name).ToList() is { Count: > 0 } others)
            note($"The columns '{string.Join("', '", others)}' are left out: they hold lists, structures or bytes.");
        var features = new List<Feature>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var count = checked((int)group.RowCount);
            var shapes = new byte[]?[count];
            await group.ReadAsync(geometry, new Memory<byte[]?>(shapes));
            var columns = new List<(string Name, Value[] Cells)>();
            foreach (var field in plain) columns.Add((field.Name, await Column(group, field, count)));
            var wkb = new WKBReader();
            for (var row = 0; row < count; row++)
                features.Add(new Feature(Value.Null, Shape(wkb, shapes[row], features.Count),
                    columns.ToImmutableSortedDictionary(column => column.Name, column => column.Cells[row], StringComparer.Ordinal)));
        }
        return new FeatureTable(features, geo.Crs);
    }

    static bool IsBytes(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>) || field.ClrType == typeof(byte[]);

    static Geometry Shape(WKBReader wkb, byte[]? bytes, int row)
    {
        if (bytes is null or { Length: 0 }) return Point.Empty;
        try
        {
            return wkb.Read(bytes);
        }
        catch (Exception e) when (e is ParseException or ArgumentException or IOException)
        {
            throw new RasterException($"the geometry of row {row} is no WKB: {e.Message}");
        }
    }

    static Task<Value[]> Column(ParquetRowGroupReader group, DataField field, int rows) => field.ClrType switch
    {
        var type when type == typeof(ReadOnlyMemory<char>) || type == typeof(string) => Texts(group, field, rows),
        var type when type == typeof(bool) => Cells<bool>(group, field, rows, cell => Value.Of(cell)),
        var type when type == typeof(double) => Cells<double>(group, field, rows, cell => Value.Of(cell)),
        var type when type == typeof(float) => Cells<float>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(int) => Cells<int>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(uint) => Cells<uint>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(short) => Cells<short>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(ushort) => Cells<ushort>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(sbyte) => Cells<sbyte>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(byte) => Cells<byte>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(long) => Cells<long>(group, field, rows, cell => Whole(cell, cell is >= -Exact and <= Exact)),
        var type when type == typeof(ulong) => Cells<ulong>(group, field, rows, cell => Whole(cell, cell <= Exact)),
        var type when type == typeof(decimal) => Cells<decimal>(group, field, rows, cell => Value.Of((double)cell)),
        var type when type == typeof(DateOnly) => Cells<DateOnly>(group, field, rows, cell => Text(cell.ToString("O", CultureInfo.InvariantCulture))),
        var type when type == typeof(DateTime) => Cells<DateTime>(group, field, rows,
            cell => Text(cell.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture))),
        var type when type == typeof(TimeSpan) => Cells<TimeSpan>(group, field, rows, cell => Text(cell.ToString("c", CultureInfo.InvariantCulture))),
        var type when type == typeof(TimeOnly) => Cells<TimeOnly>(group, field, rows, cell => Text(cell.ToString("O", CultureInfo.InvariantCulture))),
        var type when type == typeof(Guid) => Cells<Guid>(group, field, rows, cell => Text(cell.ToString())),
        var type => throw new RasterException($"the column '{field.Name}' is of the type {type.Name}, which is not read"),
    };

    static Value Text(string text) => Value.Of(text);

    // A double would be another number.
    static Value Whole<T>(T number, bool exact) where T : IConvertible =>
        exact ? Value.Of(number.ToDouble(CultureInfo.InvariantCulture)) : Text(number.ToString(CultureInfo.InvariantCulture));

    static async Task<Value[]> Texts(ParquetRowGroupReader group, DataField field, int rows)
    {
        var cells = new string?[rows];
        await group.ReadAsync(field, new Memory<string?>(cells));
        return [.. cells.Select(cell => cell is null ? Value.Null : Value.Of(cell))];
    }

    static async Task<Value[]> Cells<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T, Value> value) where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[rows];
            await group.ReadAsync<T>(field, new Memory<T>(all));
            return [.. all.Select(value)];
        }
        var cells = new T?[rows];
        await group.ReadAsync<T>(field, new Memory<T?>(cells));
        return [.. cells.Select(cell => cell is { } known ? value(known) : Value.Null)];
    }
}
