using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

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
