using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// A raster cube as CSV (RFC 4180), as data frames are made of labelled arrays: a column for each dimension but the bands, then one for each band.
/// </summary>
/// <param name="schema">The cube, with the bands first.</param>
sealed class CsvRaster(CubeSchema schema) : ICellText
{
    readonly Dimension? bands = schema.Find(DimensionType.Bands);

    public void Write(TextWriter file, CellScratch cells)
    {
        var axes = schema.Dimensions.Where(dimension => dimension != bands).ToList();
        string[] names = bands is null ? [RasterTexts.Value] : [.. bands.Labels.Select(OutputFormats.Text)];
        file.Write(string.Join(',', Named(axes.Select(axis => axis.Name), names).Select(CsvVectors.Quoted)));
        file.Write("\r\n");
        var labels = axes.Select(axis => axis.Labels.Select(label => CsvVectors.Quoted(ValueText.Of(label))).ToArray()).ToArray();
        // Nothing but bands: they are one line, which is one row.
        var width = axes.Count == 0 ? 1 : axes[^1].Count;
        var lines = axes.Take(Math.Max(axes.Count - 1, 0)).Aggregate(1L, (product, axis) => product * axis.Count);
        var values = Enumerable.Range(0, names.Length).Select(_ => new double[width]).ToArray();
        var at = new int[Math.Max(axes.Count - 1, 0)];
        for (var line = 0L; line < lines; line++)
        {
            Read(cells, line, lines, values, axes.Count == 0);
            var place = string.Concat(at.Select((label, axis) => labels[axis][label] + ","));
            for (var i = 0; i < width; i++) WriteRow(file, axes.Count == 0 ? "" : place, axes.Count == 0 ? null : labels[^1][i], values, i);
            for (var d = at.Length - 1; d >= 0 && ++at[d] == axes[d].Count; d--) at[d] = 0;
        }
    }

    static void Read(CellScratch cells, long line, long lines, double[][] values, bool isOneLine)
    {
        if (!isOneLine)
        {
            for (var band = 0; band < values.Length; band++) cells.Read(band * lines + line, values[band]);
            return;
        }
        var all = new double[cells.Width];
        cells.Read(0, all);
        for (var band = 0; band < values.Length; band++) values[band][0] = all[band];
    }

    void WriteRow(TextWriter file, string place, string? label, double[][] values, int i)
    {
        file.Write(place);
        file.Write(label);
        for (var band = 0; band < values.Length; band++)
        {
            if (band > 0 || label is not null) file.Write(',');
            WriteCell(file, values[band][i]);
        }
        file.Write("\r\n");
    }

    void WriteCell(TextWriter file, double value)
    {
        if (double.IsNaN(value)) return;
        if (schema.Element is ElementType.Boolean) file.Write(value != 0 ? "true" : "false");
        else if (double.IsInfinity(value)) file.Write(value > 0 ? "inf" : "-inf");
        else TextSink.WriteNumber(file, schema.Element, value);
    }

    // A band may be called as a dimension is.
    static IEnumerable<string> Named(IEnumerable<string> axes, string[] bands)
    {
        HashSet<string> taken = [];
        foreach (var name in axes.Concat(bands))
        {
            var free = name;
            for (var i = 2; !taken.Add(free); i++) free = $"{name}_{i}";
            yield return free;
        }
    }
}
