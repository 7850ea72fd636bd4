namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A regular, axis-parallel pixel grid: the outer corner of the first pixel, the signed pixel size (StepY is negative for north-up), and the size in
/// pixels. Coordinates in units of <paramref name="Crs"/>: an authority code such as <c>EPSG:32632</c>, or WKT2; null when unknown.
/// </summary>
public sealed record Grid(string? Crs, double OriginX, double OriginY, double StepX, double StepY, int Width, int Height)
{
    /// <summary>
    /// Part of a pixel by which places may differ and still be the same. Headers and metadata round coordinates: a metre in the fifth decimal of a degree, a
    /// step with nine digits times ten thousand pixels; none of that moves a pixel by a thousandth of its size, and no real shift is as small.
    /// </summary>
    public const double Tolerance = 1e-3;

    /// <summary>West, south, east, north in the grid's own CRS.</summary>
    public BoundingBox Bounds => new(
        Math.Min(OriginX, OriginX + Width * StepX), Math.Min(OriginY, OriginY + Height * StepY),
        Math.Max(OriginX, OriginX + Width * StepX), Math.Max(OriginY, OriginY + Height * StepY));

    /// <summary>A part of the grid, in pixels; may lie partly or wholly outside.</summary>
    public Grid Crop(int x, int y, int width, int height) =>
        this with { OriginX = OriginX + x * StepX, OriginY = OriginY + y * StepY, Width = width, Height = height };

    /// <summary>Whether two pixel sizes are the same: over so many pixels they lead to the same place.</summary>
    public static bool SameStep(double a, double b, int pixels) => Math.Abs(a - b) * pixels <= Tolerance * Math.Abs(a);

    /// <summary>The pixels that a range of pixel coordinates covers: the first, and the one after the last. What only touches an edge is not covered.</summary>
    public static (int First, int End) Covered(double from, double to) =>
        ((int)Math.Floor(Math.Min(from, to) + Tolerance), (int)Math.Ceiling(Math.Max(from, to) - Tolerance));

    /// <summary>This grid's first corner in pixels of another grid of the same pixel size.</summary>
    public (double X, double Y) OffsetIn(Grid other) => ((OriginX - other.OriginX) / other.StepX, (OriginY - other.OriginY) / other.StepY);

    /// <summary>Whether pixels of both grids are the same pixels, as far as the grids reach: same CRS, same size, shifted by whole pixels.</summary>
    public bool IsAlignedWith(Grid other)
    {
        var (width, height) = (Math.Max(Width, other.Width), Math.Max(Height, other.Height));
        if (Crs != other.Crs || !SameStep(StepX, other.StepX, width) || !SameStep(StepY, other.StepY, height)) return false;
        var (x, y) = OffsetIn(other);
        return Math.Abs(x - Math.Round(x)) <= Tolerance && Math.Abs(y - Math.Round(y)) <= Tolerance;
    }

    /// <summary>Whether another grid of the same CRS lies wholly in this one.</summary>
    public bool Holds(Grid other)
    {
        var (outer, inner, slack) = (Bounds, other.Bounds, Math.Abs(other.StepX) * Tolerance);
        return Crs == other.Crs && outer.West <= inner.West + slack && outer.East >= inner.East - slack && outer.South <= inner.South + slack
            && outer.North >= inner.North - slack;
    }

    /// <summary>GDAL's six numbers: x0, dx, 0, y0, 0, dy.</summary>
    public double[] GeoTransform => [OriginX, StepX, 0, OriginY, 0, StepY];
}
