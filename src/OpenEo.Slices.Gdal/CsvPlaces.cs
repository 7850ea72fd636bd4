using System.Globalization;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>Which columns of a CSV file say where its rows are: one of geometries as WKT, or two of coordinates.</summary>
/// <param name="Wkt">The column of WKT; null when there are coordinates.</param>
/// <param name="X">The column of x or longitude.</param>
/// <param name="Y">The column of y or latitude.</param>
/// <param name="AreDegrees">Whether the columns' names say that coordinates are longitude and latitude.</param>
sealed record CsvPlaces(string? Wkt, string? X, string? Y, bool AreDegrees)
{
    /// <summary>What users can say of a file.</summary>
    public const string CrsOption = "crs", XOption = "x", YOption = "y", WktOption = "geometry";

    static readonly string[] wkt = ["geometry", "geom", "wkt", "the_geom", "wkt_geom", "geometry_wkt"];

    static readonly (string X, string Y)[] degrees = [("lon", "lat"), ("longitude", "latitude"), ("long", "lat"), ("lng", "lat")];

    static readonly (string X, string Y)[] others = [("x", "y"), ("easting", "northing"), ("x_coord", "y_coord"), ("coord_x", "coord_y")];

    /// <summary>The columns' names, in words.</summary>
    public override string ToString() => Wkt is not null ? $"the column '{Wkt}' as WKT" : $"the columns '{X}' and '{Y}'";

    /// <summary>Whether a column is one of them.</summary>
    public bool Has(string column) => column == Wkt || column == X || column == Y;

    /// <summary>What the options say, else what the header suggests; <paramref name="note"/> hears what was guessed.</summary>
    /// <exception cref="RasterException">Nothing, or too much.</exception>
    public static CsvPlaces Of(IReadOnlyList<string> header, IReadOnlyDictionary<string, object?> options, Action<string> note)
    {
        var (wktOption, x, y) = (Named(header, options, WktOption), Named(header, options, XOption), Named(header, options, YOption));
        if ((x is null) != (y is null)) throw new RasterException("the options 'x' and 'y' name two columns: give both");
        if (wktOption is not null && x is not null) throw new RasterException("give the option 'geometry', or 'x' and 'y', not all of them");
        if (wktOption is not null) return new CsvPlaces(wktOption, null, null, false);
        if (x is not null) return new CsvPlaces(null, x, y, degrees.Any(pair => Same(pair.X, x) && Same(pair.Y, y!)));
        var found = Guesses(header).ToList();
        if (found.Count == 0)
            throw new RasterException($"none of its columns looks like coordinates (lon and lat, longitude and latitude, x and y, easting and northing) or "
                + $"WKT (geometry, wkt); name them with the options 'x' and 'y', or 'geometry'. It has: {string.Join(", ", header)}");
        note(found.Count == 1 ? $"Places are taken of {found[0]}." : $"Places are taken of {found[0]}, and not of {string.Join(" or ", found.Skip(1))}; the "
            + "options 'x' and 'y', or 'geometry', say otherwise.");
        return found[0];
    }

    static IEnumerable<CsvPlaces> Guesses(IReadOnlyList<string> header)
    {
        string? Column(string name) => header.FirstOrDefault(column => Same(column, name));
        foreach (var name in wkt)
            if (Column(name) is { } column) yield return new CsvPlaces(column, null, null, false);
        foreach (var (pairs, areDegrees) in new[] { (degrees, true), (others, false) })
            foreach (var pair in pairs)
                if (Column(pair.X) is { } x && Column(pair.Y) is { } y) yield return new CsvPlaces(null, x, y, areDegrees);
    }

    static bool Same(string column, string name) => column.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);

    static string? Named(IReadOnlyList<string> header, IReadOnlyDictionary<string, object?> options, string option) =>
        options.GetValueOrDefault(option) is not { } name ? null
            : header.FirstOrDefault(column => column == Convert.ToString(name, CultureInfo.InvariantCulture))
                ?? throw new RasterException($"it has no column '{name}', which the option '{option}' names; it has: {string.Join(", ", header)}");
}
