using System.Globalization;
using System.Text;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Vector cubes as CSV (RFC 4180): a row for each geometry, and for each date of a cube with time. First <c>date</c> and <c>feature_index</c>, then the values,
/// then what the features know of themselves; the geometry last, as WKT. No-data is empty.
/// </summary>
static class CsvVectors
{
    public static void Write(string path, VectorTarget target, FeatureTable degrees)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var time = target.Cells.Length == 0 ? null : target.Schema.Find(DimensionType.Temporal);
        var hasIds = degrees.Features.Any(feature => feature.Id is not NullValue);
        for (var t = 0; t < (time?.Count ?? 1); t++)
        {
            var columns = VectorFile.Named(target.Columns(time, t), target.Table);
            if (t == 0)
                Row(file, [.. time is null ? (string[])[] : ["date"], "feature_index", .. columns.Select(column => column.Name),
                    .. hasIds ? (string[])["id"] : [], .. target.Table.Properties, "geometry"]);
            for (var i = 0; i < degrees.Count; i++)
            {
                var feature = degrees.Features[i];
                Row(file, [.. time is null ? (string[])[] : [ValueText.Of(time.Label(t))], i.ToString(CultureInfo.InvariantCulture),
                    .. columns.Select(column => ValueText.Of(column[i])), .. hasIds ? (string[])[ValueText.Of(feature.Id)] : [],
                    .. target.Table.Properties.Select(name => ValueText.Of(feature.Properties.GetValueOrDefault(name, Value.Null))),
                    feature.Geometry.IsEmpty ? "" : feature.Geometry.ToText()]);
            }
        }
    }

    /// <summary>A cell, in quotes where it needs them.</summary>
    public static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static void Row(StreamWriter file, IEnumerable<string> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) file.Write(',');
            first = false;
            file.Write(Quoted(cell));
        }
        file.Write("\r\n");
    }
}
