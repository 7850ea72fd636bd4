using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The axis that makes a cube a vector cube: its labels are geometries (WKT as text), which know their identifiers and properties.</summary>
public sealed record GeometryDimension(string Name, FeatureTable Table) : Dimension(Name, DimensionType.Geometry)
{
    /// <summary>What the dimension is called unless somebody renames it.</summary>
    public const string DefaultName = "geometry";

    readonly Value?[] labels = new Value?[Table.Count];

    /// <inheritdoc/>
    public override int Count => Table.Count;

    /// <inheritdoc/>
    public override Value Label(int index) => labels[index] ??= new StringValue(Table.Features[index].Geometry.ToText());

    /// <inheritdoc/>
    public override Dimension Select(IReadOnlyList<int> indices) => new GeometryDimension(Name, Table.Select(indices));

    /// <summary>The geometries of both; those that both have, once.</summary>
    internal GeometryDimension Union(GeometryDimension other) => Table.HasGeometriesOf(other.Table) ? this
        : new GeometryDimension(Name, new FeatureTable(
            [.. Table.Features, .. other.Table.Features.Where((_, i) => IndexOf(other.Label(i)) < 0)], Table.Crs));
}
