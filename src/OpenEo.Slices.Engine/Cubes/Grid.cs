namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A regular, axis-parallel pixel grid: the outer corner of the first pixel, the signed pixel size (StepY is negative for north-up), and the size in
/// pixels. Coordinates in units of <paramref name="Crs"/>: an authority code such as <c>EPSG:32632</c>, or WKT2; null when unknown.
/// </summary>
public sealed record Grid(string? Crs, double OriginX, double OriginY, double StepX, double StepY, int Width, int Height)
{
    /// <summary>West, south, east, north in the grid's own CRS.</summary>
    public BoundingBox Bounds => new(
        Math.Min(OriginX, OriginX + Width * StepX), Math.Min(OriginY, OriginY + Height * StepY),
        Math.Max(OriginX, OriginX + Width * StepX), Math.Max(OriginY, OriginY + Height * StepY));

    /// <summary>A part of the grid, in pixels; may lie partly or wholly outside.</summary>
    public Grid Crop(int x, int y, int width, int height) =>
        this with { OriginX = OriginX + x * StepX, OriginY = OriginY + y * StepY, Width = width, Height = height };

    /// <summary>GDAL's six numbers: x0, dx, 0, y0, 0, dy.</summary>
    public double[] GeoTransform => [OriginX, StepX, 0, OriginY, 0, StepY];
}

/// <summary>West, south, east, north.</summary>
public readonly record struct BoundingBox(double West, double South, double East, double North)
{
    /// <summary>True when the boxes share more than an edge.</summary>
    public bool Overlaps(BoundingBox other) => West < other.East && other.West < East && South < other.North && other.South < North;

    /// <summary>The smallest box that holds both.</summary>
    public BoundingBox Union(BoundingBox other) =>
        new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));
}
