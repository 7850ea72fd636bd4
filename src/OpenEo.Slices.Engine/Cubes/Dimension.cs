using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The dimension types of openEO; the name in lower case is what the API shows.</summary>
public enum DimensionType
{
    Spatial,
    Temporal,
    Bands,
    Geometry,
    Other,
}

/// <summary>One axis of a cube: a name, a type and an ordered list of labels.</summary>
public abstract record Dimension(string Name, DimensionType Type)
{
    /// <summary>Number of labels.</summary>
    public abstract int Count { get; }

    /// <summary>The label at a position.</summary>
    public abstract Value Label(int index);

    /// <summary>The same axis with only the labels at these positions, in that order.</summary>
    public abstract Dimension Select(IReadOnlyList<int> indices);

    /// <summary>All labels.</summary>
    public IEnumerable<Value> Labels => Enumerable.Range(0, Count).Select(Label);

    /// <summary>Position of a label, or -1. Temporal labels compare as text; numbers as numbers.</summary>
    public virtual int IndexOf(Value label)
    {
        for (var i = 0; i < Count; i++)
            if (Label(i).Equals(label)) return i;
        return -1;
    }
}

/// <summary>
/// A regular spatial axis. <paramref name="First"/> is the coordinate of the first cell's centre, <paramref name="Step"/> the signed distance
/// between centres, both in units of <paramref name="Crs"/> (an authority code such as <c>EPSG:32632</c>, or WKT2; null when unknown).
/// </summary>
public sealed record SpatialDimension(string Name, char Axis, double First, double Step, int Size, string? Crs) : Dimension(Name, DimensionType.Spatial)
{
    /// <inheritdoc/>
    public override int Count => Size;

    /// <summary>Outer edge of the first cell.</summary>
    public double Start => First - Step / 2;

    /// <summary>Outer edge of the last cell.</summary>
    public double End => First + (Size - 0.5) * Step;

    /// <summary>The lower and upper bound, edge to edge.</summary>
    public (double Low, double High) Extent => (Math.Min(Start, End), Math.Max(Start, End));

    /// <summary>Coordinate of a cell's centre.</summary>
    public double Centre(int index) => First + index * Step;

    /// <inheritdoc/>
    public override Value Label(int index) => new NumberValue(Centre(index));

    /// <summary>A contiguous part of the axis.</summary>
    public SpatialDimension Crop(int start, int count) => this with { First = Centre(start), Size = count };

    /// <inheritdoc/>
    public override Dimension Select(IReadOnlyList<int> indices)
    {
        if (indices.Count == 0) return this with { Size = 0 };
        var step = indices.Count > 1 ? indices[1] - indices[0] : 1;
        for (var i = 1; i < indices.Count; i++)
            if (indices[i] - indices[i - 1] != step) throw new ArgumentException("A spatial axis stays regular: select evenly spaced cells.", nameof(indices));
        return this with { First = Centre(indices[0]), Step = Step * step, Size = indices.Count };
    }
}

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
