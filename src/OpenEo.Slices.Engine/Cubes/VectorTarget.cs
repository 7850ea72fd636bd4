using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A vector cube in memory that is to be written to a file: its type, and its cells in C order (no-data as NaN; none for geometries alone).
/// <paramref name="Options"/> are the user's, already checked.
/// </summary>
public sealed record VectorTarget(string Path, string Format, CubeSchema Schema, double[] Cells, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>The features.</summary>
    public FeatureTable Table => Schema.Geometries!.Table;

    /// <summary>Distance in cells between neighbours along each dimension.</summary>
    public int[] Strides => Block.DenseStrides(Schema.Shape);

    /// <summary>Cells by feature: a column for each combination of labels of the other dimensions, called by these labels with <c>~</c> between them.</summary>
    public IReadOnlyList<VectorColumn> Columns() => Columns(null, 0);

    /// <summary>The columns for one label of a dimension that is then left out of their names; of all for null.</summary>
    public IReadOnlyList<VectorColumn> Columns(Dimension? fixedDimension, int label)
    {
        if (Cells.Length == 0) return [];
        var geometry = Schema.IndexOf(Schema.Geometries);
        var strides = Strides;
        var columns = new List<VectorColumn>();
        var at = new int[Schema.Dimensions.Count];
        int[] others = [.. Enumerable.Range(0, at.Length).Where(d => d != geometry && Schema.Dimensions[d] != fixedDimension)];
        if (fixedDimension is not null) at[Schema.IndexOf(fixedDimension)] = label;
        if (others.Any(d => Schema.Dimensions[d].Count == 0)) return [];
        while (true)
        {
            var first = 0;
            for (var d = 0; d < at.Length; d++) first += at[d] * strides[d];
            var name = string.Join('~', others.Select(d => Text(Schema.Dimensions[d].Label(at[d]))));
            columns.Add(new VectorColumn(name.Length == 0 ? "value" : name,
                [.. Enumerable.Range(0, Table.Count).Select(i => Cells[first + i * strides[geometry]])], Schema.Element == ElementType.Boolean));
            var last = others.Length - 1;
            while (last >= 0 && ++at[others[last]] == Schema.Dimensions[others[last]].Count) at[others[last--]] = 0;
            if (last < 0) return columns;
        }
    }

    static string Text(Value label) => label switch
    {
        StringValue text => text.Value,
        NumberValue number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => label.TypeName,
    };
}
