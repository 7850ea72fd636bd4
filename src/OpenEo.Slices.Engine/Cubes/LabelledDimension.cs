using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>An axis with a label of its own for each position: dates, bands, classes.</summary>
public sealed record LabelledDimension(string Name, DimensionType Type, IReadOnlyList<Value> Values) : Dimension(Name, Type)
{
    /// <inheritdoc/>
    public override int Count => Values.Count;

    /// <inheritdoc/>
    public override Value Label(int index) => Values[index];

    /// <inheritdoc/>
    public override Dimension Select(IReadOnlyList<int> indices) => this with { Values = [.. indices.Select(i => Values[i])] };

    /// <summary>An axis of text labels.</summary>
    public static LabelledDimension Of(string name, DimensionType type, IEnumerable<string> labels) =>
        new(name, type, [.. labels.Select(label => (Value)new StringValue(label))]);
}
