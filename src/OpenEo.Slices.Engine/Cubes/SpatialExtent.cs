using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A bounding box as a user gives it: west, south, east and north in units of <paramref name="Crs"/> (code or WKT2). In degrees, a west beyond the east
/// crosses the antimeridian.
/// </summary>
public sealed record SpatialExtent(BoundingBox Box, string Crs)
{
    const string Degrees = "EPSG:4326";

    /// <summary>Part of a pixel by which a centre may miss the box: rounding of coordinates, not distance.</summary>
    const double Tolerance = 1e-6;

    /// <summary>Reads an openEO bounding box.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: not a box, an unknown CRS, or a box without area.</exception>
    public static SpatialExtent Parse(Arguments arguments, string parameter, IRasterLibrary rasters)
    {
        if (arguments.Object(parameter) is not { } map) throw arguments.Invalid(parameter, "expected a bounding box with west, south, east and north");
        double Side(string name) => map[name] is NumberValue { Value: var number } && double.IsFinite(number)
            ? number
            : throw arguments.Invalid(parameter, $"'{name}' of the bounding box must be a number");
        if (map["base"] is not null || map["height"] is not null) throw arguments.Invalid(parameter, "cubes have no vertical axis here: leave 'base' and 'height' out");
        var box = new BoundingBox(Side("west"), Side("south"), Side("east"), Side("north"));
        var crs = ParseCrs(map["crs"] ?? new StringValue(Degrees), rasters) is { } known ? known : throw arguments.Invalid(parameter, "'crs' must be an EPSG code or a WKT2 text that is known");
        if (box.South > box.North) throw arguments.Invalid(parameter, $"the extent is empty: south ({Show(box.South)}) lies north of north ({Show(box.North)})");
        if (box.South == box.North || box.West == box.East) throw arguments.Invalid(parameter, "the extent is empty: it has no area");
        if (box.West > box.East && !rasters.DescribeCrs(crs).IsGeographic)
            throw arguments.Invalid(parameter, $"the extent is empty: west ({Show(box.West)}) lies east of east ({Show(box.East)})");
        return new SpatialExtent(box, crs);
    }

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
    /// The pixels of a grid whose centres lie in this extent: first column and row, number of columns and rows. The extent's envelope in the grid's CRS counts.
    /// A grid without CRS is taken to have the extent's coordinates.
    /// </summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c> when there is no such pixel.</exception>
    public (int X, int Y, int Width, int Height) Pixels(Grid grid, Arguments arguments, string parameter, IRasterLibrary rasters)
    {
        if (grid.Crs is null && Crs != Degrees) throw arguments.Invalid(parameter, $"the data has no coordinate reference system to which {Crs} could be transformed; leave 'crs' out and give the data's own coordinates");
        var pixels = Pixels(grid, In(grid, rasters));
        if (pixels.Width > 0 && pixels.Height > 0) return pixels;
        throw arguments.Invalid(parameter, $"no pixel's centre lies in the extent {Show(Box)} ({Crs}); the data covers {Show(grid.Bounds)} ({grid.Crs ?? "no coordinate reference system"})");
    }

    /// <summary>The pixels of a grid whose centres lie in a box (edges included) in the grid's own coordinates; width or height 0 when there are none.</summary>
    public static (int X, int Y, int Width, int Height) Pixels(Grid grid, BoundingBox box)
    {
        var (x, width) = Range(grid.OriginX, grid.StepX, grid.Width, box.West, box.East);
        var (y, height) = Range(grid.OriginY, grid.StepY, grid.Height, box.South, box.North);
        return (x, y, width, height);
    }

    /// <summary>The envelope in the grid's CRS. Of a box across the antimeridian only the sides that meet the grid count.</summary>
    public BoundingBox In(Grid grid, IRasterLibrary rasters)
    {
        BoundingBox[] parts = Box.West <= Box.East ? [Box] : [Box with { East = 180 }, Box with { West = -180 }];
        if (grid.Crs is { } crs && !crs.Equals(Crs, StringComparison.OrdinalIgnoreCase)) parts = [.. parts.Select(part => rasters.Transform(part, Crs, crs))];
        var met = parts.Where(part => part.Overlaps(grid.Bounds)).ToList();
        return met.Count == 0 ? parts[0] : met.Aggregate((a, b) => a.Union(b));
    }

    static (int Start, int Count) Range(double origin, double step, int count, double low, double high)
    {
        var (from, to) = ((low - origin) / step - 0.5, (high - origin) / step - 0.5);
        if (step < 0) (from, to) = (to, from);
        var first = Math.Max(Math.Ceiling(from - Tolerance), 0);
        var last = Math.Min(Math.Floor(to + Tolerance), count - 1);
        return first <= last ? ((int)first, (int)(last - first) + 1) : (0, 0);
    }

    static string Show(BoundingBox box) => $"[{Show(box.West)}, {Show(box.South)}, {Show(box.East)}, {Show(box.North)}]";

    static string Show(double number) => number.ToString("G10", System.Globalization.CultureInfo.InvariantCulture);
}
