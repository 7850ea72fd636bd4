using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>The pixel grid that two coordinate variables and a grid mapping of the CF conventions describe, with north up.</summary>
static class ArrayGrid
{
    /// <summary>Part of a step by which a coordinate may be off: coordinates in single precision are, and no other grid is so nearly even.</summary>
    const double Uneven = 0.1;

    /// <summary>The grid of an array's last two axes, and whether its rows run northwards in the file.</summary>
    /// <param name="x">The axis of columns.</param>
    /// <param name="y">The axis of rows.</param>
    /// <param name="array">Names its grid mapping.</param>
    /// <param name="group">Where the array is.</param>
    /// <param name="notes">Told what was guessed.</param>
    /// <param name="unplaced">Why the grid is only that of its pixels.</param>
    /// <exception cref="RasterException">The coordinates are no regular grid.</exception>
    public static (Grid Grid, bool Flipped) Of(ArrayAxis x, ArrayAxis y, ArrayHandle array, GroupHandle group, List<string> notes, out string? unplaced)
    {
        unplaced = null;
        var (mapping, crs) = (Mapping(array, group), Crs(x, y, array, group, notes));
        var written = mapping is null ? null : Transform(mapping);
        mapping?.Dispose();
        if (x.Numbers is not { Length: > 0 } xs || y.Numbers is not { Length: > 0 } ys)
        {
            if (written is not null) return (new Grid(crs, written[0], written[3], written[1], written[5], x.Size, y.Size), false);
            unplaced = $"its dimensions '{x.Name}' and '{y.Name}' have no coordinates";
            return (new Grid(crs, 0, 0, 1, 1, x.Size, y.Size), false);
        }
        var (stepX, stepY) = (Step(x, xs) ?? written?[1], Step(y, ys) ?? written?[5]);
        if (stepX is not { } dx || stepY is not { } dy)
        {
            unplaced = $"it has one cell along '{x.Name}' or '{y.Name}' and does not say how large it is";
            return (new Grid(crs, 0, 0, 1, 1, x.Size, y.Size), false);
        }
        var factor = Factor(x.Unit);
        var flipped = dy > 0;
        var grid = new Grid(crs, (xs[0] - dx / 2) * factor, (flipped ? ys[^1] + dy / 2 : ys[0] - dy / 2) * factor, dx * factor, -Math.Abs(dy) * factor, x.Size,
            y.Size);
        if (written is null) return (grid, flipped);
        // The numbers that were written say the same without the rounding of a division.
        var exact = new Grid(crs, written[0], written[3], written[1], written[5], x.Size, y.Size);
        return (exact.IsAlignedWith(grid) && Math.Abs(exact.OffsetIn(grid).X) < 0.5 && Math.Abs(exact.OffsetIn(grid).Y) < 0.5 ? exact : grid, flipped);
    }

    static double? Step(ArrayAxis axis, double[] centres)
    {
        if (centres.Length < 2) return null;
        var step = (centres[^1] - centres[0]) / (centres.Length - 1);
        for (var i = 0; i < centres.Length; i++)
            if (!(Math.Abs(centres[i] - centres[0] - i * step) <= Uneven * Math.Abs(step)))
                throw new RasterException(string.Create(CultureInfo.InvariantCulture,
                    $"its coordinates along '{axis.Name}' are not evenly spaced ({centres[i]} at {i}): bring it to a regular grid first"));
        return step == 0 ? throw new RasterException($"its coordinates along '{axis.Name}' are all the same") : step;
    }

    static double Factor(string? unit) => unit?.ToLowerInvariant() switch
    {
        "km" or "kilometer" or "kilometers" or "kilometre" or "kilometres" => 1000,
        "rad" or "radian" or "radians" => throw new RasterException("its coordinates are scan angles of a satellite: bring it to a map projection first"),
        _ => 1,
    };

    static string? Crs(ArrayAxis x, ArrayAxis y, ArrayHandle array, GroupHandle group, List<string> notes)
    {
        using (var own = LibGdal.GDALMDArrayGetSpatialRef(array))
            if (!own.IsInvalid) return SpatialReference.CodeOf(own);
        using (var mapping = Mapping(array, group))
            if (mapping is not null && Written(mapping) is { } written) return SpatialReference.Describe(written) is { Code: { } code } ? code : written;
        if (IsDegrees(x.Unit, "east") && IsDegrees(y.Unit, "north"))
        {
            notes.Add("it names no reference system; its coordinates are longitude and latitude and are taken as EPSG:4326");
            return "EPSG:4326";
        }
        // Left there by programs that keep it as a coordinate and do not say whose.
        foreach (var name in (string[])["spatial_ref", "crs"])
            using (var beside = LibGdal.GDALGroupOpenMDArray(group, name, 0))
                if (!beside.IsInvalid && Written(beside) is { } written)
                {
                    notes.Add($"it names no reference system; that of its variable '{name}' is taken");
                    return SpatialReference.Describe(written) is { Code: { } code } ? code : written;
                }
        return null;
    }

    static bool IsDegrees(string? unit, string direction) => unit is not null
        && unit.StartsWith("deg", StringComparison.OrdinalIgnoreCase) && (unit.Contains(direction, StringComparison.OrdinalIgnoreCase)
            || unit.EndsWith(direction[0].ToString(), StringComparison.OrdinalIgnoreCase));

    static string? Written(ArrayHandle mapping) => ArrayVariable.Text(mapping, "crs_wkt") ?? ArrayVariable.Text(mapping, "spatial_ref");

    static ArrayHandle? Mapping(ArrayHandle array, GroupHandle group)
    {
        if (ArrayVariable.Text(array, "grid_mapping")?.Split(':')[0].Trim() is not { Length: > 0 } name) return null;
        var mapping = LibGdal.GDALGroupOpenMDArray(group, name, 0);
        if (!mapping.IsInvalid) return mapping;
        mapping.Dispose();
        return null;
    }

    static double[]? Transform(ArrayHandle mapping)
    {
        var numbers = (ArrayVariable.Text(mapping, "GeoTransform") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length != 6) return null;
        var six = new double[6];
        for (var i = 0; i < 6; i++)
            if (!double.TryParse(numbers[i], CultureInfo.InvariantCulture, out six[i])) return null;
        return six[2] == 0 && six[4] == 0 && six[1] != 0 && six[5] < 0 ? six : null;
    }
}
