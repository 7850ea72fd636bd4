using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A bounding box as a user gives it: west, south, east and north in units of <paramref name="Crs"/> (code or WKT2). In degrees, a west beyond the east
/// crosses the antimeridian.
/// </summary>
sealed record SpatialExtent(BoundingBox Box, string Crs)
{
    /// <summary>The reference system of extents that name none.</summary>
    public const string Degrees = "EPSG:4326";

    /// <summary>An EPSG number, an authority code or WKT2 as the code by which it is known (else its text); null when it is none of these.</summary>
    public static string? ParseCrs(Value crs, IRasterLibrary rasters)
    {
        var text = crs switch
        {
            NumberValue { Value: var code } when double.IsInteger(code) => $"EPSG:{code}",
            StringValue { Value: var name } when int.TryParse(name, out var code) => $"EPSG:{code}",
            StringValue { Value: var name } => name,
            _ => null,
        };
        if (text is null) return null;
        if (text.Equals(Degrees, StringComparison.OrdinalIgnoreCase)) return Degrees;
        try
        {
            return rasters.DescribeCrs(text).Code ?? text;
        }
        catch (RasterException)
        {
            return null;
        }
    }

    /// <summary>
    /// The pixels of a grid whose centres lie in a box (edges included) in the grid's own coordinates; width or height 0 when there are none.
    /// </summary>
    public static (int X, int Y, int Width, int Height) Pixels(Grid grid, BoundingBox box)
    {
        var (x, width) = Range(grid.OriginX, grid.StepX, grid.Width, box.West, box.East);
        var (y, height) = Range(grid.OriginY, grid.StepY, grid.Height, box.South, box.North);
        return (x, y, width, height);
    }

    /// <summary>In degrees the same box with an east that is not less than the west: beyond 180 when it crosses the antimeridian.</summary>
    public BoundingBox Continuous => Box.West <= Box.East ? Box : Box with { East = Box.East + 360 };

    /// <summary>
    /// The same box with both sides between -180 and 180, where west may be greater than east; of one that goes all the way round the whole circle. Other boxes
    /// than those in degrees stay as they are.
    /// </summary>
    public static BoundingBox Normal(BoundingBox box)
    {
        var width = box.East - box.West;
        if (width < 0 || box is { West: >= -180, East: <= 180 }) return box;
        if (width >= 360) return box with { West = -180, East = 180 };
        var west = box.West - 360 * Math.Floor((box.West + 180) / 360);
        return box with { West = west, East = west + width > 180 ? west + width - 360 : west + width };
    }

    /// <summary>Whether a grid is in the degrees of this extent, where the same place has a name every 360 degrees.</summary>
    public bool GoesRound(Grid grid, IRasterLibrary rasters) =>
        grid.Crs is { } crs && crs.Equals(Crs, StringComparison.OrdinalIgnoreCase) && rasters.DescribeCrs(crs).IsGeographic;

    /// <summary>The envelope in the grid's CRS. Of a box across the antimeridian only the sides that meet the grid count.</summary>
    public BoundingBox In(Grid grid, IRasterLibrary rasters)
    {
        if (GoesRound(grid, rasters))
        {
            var turns = Enumerable.Range(-1, 3).Select(turn => Turned(Continuous, 360 * turn)).Where(box => Meets(box, grid)).ToList();
            return turns.Count == 0 ? Continuous : turns.Aggregate((a, b) => a.Union(b));
        }
        BoundingBox[] parts = Box.West <= Box.East ? [Box] : [Box with { East = 180 }, Box with { West = -180 }];
        if (grid.Crs is { } crs && !crs.Equals(Crs, StringComparison.OrdinalIgnoreCase)) parts = [.. parts.Select(part => rasters.Transform(part, Crs, crs))];
        var met = parts.Where(part => part.Overlaps(grid.Bounds)).ToList();
        return met.Count == 0 ? parts[0] : met.Aggregate((a, b) => a.Union(b));
    }

    /// <summary>Whether a box holds more of a grid than a rounded edge.</summary>
    public static bool Meets(BoundingBox box, Grid grid) => box.Overlaps(grid.Bounds)
        && Math.Min(box.East, grid.Bounds.East) - Math.Max(box.West, grid.Bounds.West) > Math.Abs(grid.StepX) / 4;

    static BoundingBox Turned(BoundingBox box, double degrees) => box with { West = box.West + degrees, East = box.East + degrees };

    static (int Start, int Count) Range(double origin, double step, int count, double low, double high)
    {
        var (from, to) = ((low - origin) / step - 0.5, (high - origin) / step - 0.5);
        if (step < 0) (from, to) = (to, from);
        var first = Math.Max(Math.Ceiling(from - Grid.Tolerance), 0);
        var last = Math.Min(Math.Floor(to + Grid.Tolerance), count - 1);
        return first <= last ? ((int)first, (int)(last - first) + 1) : (0, 0);
    }

    /// <summary>Sides in the order west, south, east, north, with ten digits: for messages.</summary>
    public static string Show(BoundingBox box) => $"[{Show(box.West)}, {Show(box.South)}, {Show(box.East)}, {Show(box.North)}]";

    /// <summary>A coordinate with ten digits: for messages.</summary>
    public static string Show(double number) => number.ToString("G10", System.Globalization.CultureInfo.InvariantCulture);
}
