using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// The type of a raster cube: ordered dimensions, element type and no-data. Float cubes have no-data NaN (<see cref="NoData"/> is then NaN);
/// integer and boolean cubes a declared value, or null when every value is valid.
/// </summary>
public sealed record CubeSchema(IReadOnlyList<Dimension> Dimensions, ElementType Element, double? NoData)
{
    /// <summary>Scale, offset and unit by band name, for bands that have any.</summary>
    public IReadOnlyDictionary<string, BandScale> Scales { get; init; } = new Dictionary<string, BandScale>();

    /// <summary>Common name and wavelength by band name, for bands that have any.</summary>
    public IReadOnlyDictionary<string, BandNames> Names { get; init; } = new Dictionary<string, BandNames>();

    /// <summary>Number of cells along each dimension, in order.</summary>
    public int[] Shape => [.. Dimensions.Select(dimension => dimension.Count)];

    /// <summary>Number of cells of the whole cube.</summary>
    public long Cells => Dimensions.Aggregate(1L, (cells, dimension) => cells * dimension.Count);

    /// <summary>The horizontal axes, or null where the cube has none.</summary>
    public SpatialDimension? X => Spatial('x');

    /// <inheritdoc cref="X"/>
    public SpatialDimension? Y => Spatial('y');

    /// <summary>The coordinate reference system of the horizontal axes, or null.</summary>
    public string? Crs => X?.Crs ?? Y?.Crs;

    /// <summary>The pixel grid of the horizontal axes, or null when one of the two is missing.</summary>
    public Grid? Grid => X is { } x && Y is { } y ? new Grid(x.Crs ?? y.Crs, x.Start, y.Start, x.Step, y.Step, x.Count, y.Count) : null;

    /// <summary>The dimension of geometries of a vector cube; null for a raster cube.</summary>
    public GeometryDimension? Geometries => Dimensions.OfType<GeometryDimension>().FirstOrDefault();

    /// <summary>The window that covers the cube.</summary>
    public Window Full => new(new int[Dimensions.Count], Shape);

    /// <summary>Position of a dimension by name, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Dimensions.Count; i++)
            if (Dimensions[i].Name == name) return i;
        return -1;
    }

    /// <summary>Position of a dimension by identity of its name, or -1 for null.</summary>
    public int IndexOf(Dimension? dimension) => dimension is null ? -1 : IndexOf(dimension.Name);

    /// <summary>The only (or first) dimension of a type, or null.</summary>
    public Dimension? Find(DimensionType type) => Dimensions.FirstOrDefault(dimension => dimension.Type == type);

    /// <summary>The same cube type with one dimension replaced.</summary>
    public CubeSchema With(int index, Dimension dimension) => this with { Dimensions = [.. Dimensions.Select((old, i) => i == index ? dimension : old)] };

    /// <summary>The same cube type with another element type, and the no-data that belongs to it.</summary>
    public CubeSchema With(ElementType element, double? noData) => this with { Element = element, NoData = element.IsFloat ? double.NaN : noData };

    SpatialDimension? Spatial(char axis) => Dimensions.OfType<SpatialDimension>().FirstOrDefault(dimension => dimension.Axis == axis);
}
