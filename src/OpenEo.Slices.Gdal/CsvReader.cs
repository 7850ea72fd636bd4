using System.Collections.Immutable;
using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using nietras.SeparatedValues;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Reads tables as text (RFC 4180; also with semicolons, tabs or bars between columns): a feature for each row. A column is of numbers or booleans when all its
/// cells are; empty cells are no-data.
/// </summary>
static class CsvReader
{
    const string Degrees = "EPSG:4326";
    const int LongestHeader = 1 << 20;

    /// <summary>The features of a file that is on this machine; <paramref name="note"/> hears what was guessed.</summary>
    /// <exception cref="RasterException">It cannot be read; the message says why and how to help.</exception>
    public static FeatureTable Read(RasterLocation location, string path, IReadOnlyDictionary<string, object?> options, Action<string> note)
    {
        try
        {
            using var reader = Separator(path).Reader(how => how with { Unescape = true }).FromFile(path);
            string[] header = [.. reader.Header.ColNames];
            if (header.Length == 0) throw new RasterException("it has no header with the names of columns");
            var places = CsvPlaces.Of(header, options, note);
            var texts = header.Select(_ => new List<string>()).ToArray();
            foreach (var row in reader)
                for (var i = 0; i < texts.Length; i++) texts[i].Add(row[i].ToString());
            var columns = header.Zip(texts).Where(column => !places.Has(column.First)).Select(column => (column.First, Cells: Values(column.Second))).ToList();
            var (shapes, srid) = places.Wkt is { } wkt ? Shapes(texts[Array.IndexOf(header, wkt)]) : (Points(places, header, texts), 0);
            var crs = CrsOf(shapes, places, options, srid, note);
            return new FeatureTable([.. shapes.Select((shape, i) => new Feature(Value.Null, shape,
                columns.ToImmutableSortedDictionary(column => column.First, column => column.Cells[i], StringComparer.Ordinal)))], crs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or InvalidOperationException
            or NotSupportedException or RasterException)
        {
            throw new RasterException($"'{location}' cannot be read as CSV: {e.Message.TrimEnd('.')}.");
        }
    }

    // What the header has most of, outside of quotation marks.
    static Sep Separator(string path)
    {
        using var file = File.OpenText(path);
        var counts = new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0, ['|'] = 0 };
        var quoted = false;
        for (int next, length = 0; (next = file.Read()) >= 0 && (quoted || next is not ('\r' or '\n')) && length < LongestHeader; length++)
        {
            if (next == '"') quoted = !quoted;
            else if (!quoted && counts.TryGetValue((char)next, out var count)) counts[(char)next] = count + 1;
        }
        return Sep.New(counts.MaxBy(pair => pair.Value).Key);
    }

    static List<Geometry> Points(CsvPlaces places, string[] header, List<string>[] texts)
    {
        var (x, y) = (texts[Array.IndexOf(header, places.X)], texts[Array.IndexOf(header, places.Y)]);
        var factory = new GeometryFactory();
        return [.. x.Zip(y).Select((pair, row) => string.IsNullOrWhiteSpace(pair.First) && string.IsNullOrWhiteSpace(pair.Second)
            ? (Geometry)factory.CreatePoint()
            : factory.CreatePoint(new Coordinate(Number(pair.First, places.X!, row), Number(pair.Second, places.Y!, row))))];
    }

    static double Number(string text, string column, int row) => IsNumber(text, out var number) && double.IsFinite(number) ? number
        : throw new RasterException($"'{text}' in the column '{column}' of row {row + 1} is no number; decimals have a point");

    static (List<Geometry>, int Srid) Shapes(List<string> texts)
    {
        var reader = new WKTReader();
        var shapes = new List<Geometry>(texts.Count);
        foreach (var text in texts)
        {
            try
            {
                shapes.Add(string.IsNullOrWhiteSpace(text) ? Point.Empty : reader.Read(text));
            }
            catch (Exception e) when (e is ParseException or ArgumentException)
            {
                throw new RasterException($"the geometry of row {shapes.Count + 1} is no WKT: {e.Message}");
            }
        }
        int[] codes = [.. shapes.Select(shape => shape.SRID).Where(code => code > 0).Distinct()];
        return codes.Length <= 1 ? (shapes, codes.FirstOrDefault())
            : throw new RasterException($"its geometries are in several coordinate reference systems: {string.Join(", ", codes)}");
    }

    // What the user says, else the geometries themselves; else degrees, if they can be that.
    static string CrsOf(List<Geometry> shapes, CsvPlaces places, IReadOnlyDictionary<string, object?> options, int srid, Action<string> note)
    {
        if (options.GetValueOrDefault(CsvPlaces.CrsOption) is { } named)
        {
            var info = SpatialReference.Describe(Convert.ToString(named, CultureInfo.InvariantCulture)!);
            return info.Code ?? info.Wkt2;
        }
        if (srid > 0) return SpatialReference.Describe($"EPSG:{srid}").Code!;
        var box = new Envelope();
        foreach (var shape in shapes) box.ExpandToInclude(shape.EnvelopeInternal);
        if (!box.IsNull && (box.MinX < -360 || box.MaxX > 360 || box.MinY < -90 || box.MaxY > 90))
            throw new RasterException(string.Create(CultureInfo.InvariantCulture, $"its coordinates (from {box.MinX}, {box.MinY} to {box.MaxX}, {box.MaxY}) "
                + $"are no longitudes and latitudes: name their coordinate reference system with the option 'crs', such as EPSG:32632"));
        note(places.AreDegrees ? $"Coordinates are taken as longitude and latitude ({Degrees})."
            : $"The file names no coordinate reference system: x is taken as longitude and y as latitude ({Degrees}). The option 'crs' says otherwise.");
        return Degrees;
    }

    static Value[] Values(List<string> texts)
    {
        var filled = texts.Where(text => text.Length > 0).ToList();
        Func<string, Value> value = filled.TrueForAll(text => IsNumber(text, out _) && !IsCode(text))
            ? text => IsNumber(text, out var number) ? Value.Of(number) : Value.Null
            : filled.TrueForAll(text => bool.TryParse(text, out _)) ? text => Value.Of(bool.Parse(text)) : Value.Of;
        return [.. texts.Select(text => text.Length == 0 ? Value.Null : value(text))];
    }

    static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    // 007 and 0049 are names of something.
    static bool IsCode(string text) => text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]);
}
