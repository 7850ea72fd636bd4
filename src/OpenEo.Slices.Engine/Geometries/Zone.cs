using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>
/// The pixels of a geometry, as runs of columns row by row. A polygon has the pixels whose centres it holds, by GDAL's rule for centres that lie on an edge
/// (the right and the upper edge count in); a line those that it passes through; a point the one that it lies in. No pixel is in it twice. Immutable.
/// </summary>
sealed class Zone
{
    readonly int[] offsets;
    readonly Run[] runs;

    Zone(int firstRow, int[] offsets, Run[] runs)
    {
        (FirstRow, this.offsets, this.runs) = (firstRow, offsets, runs);
        foreach (var run in runs)
        {
            Pixels += run.End - run.Start;
            FirstColumn = Math.Min(FirstColumn, run.Start);
            EndColumn = Math.Max(EndColumn, run.End);
        }
    }

    /// <summary>Columns from the first to before the end.</summary>
    public readonly record struct Run(int Start, int End);

    /// <summary>Number of pixels.</summary>
    public long Pixels { get; }

    /// <summary>The first row with pixels.</summary>
    public int FirstRow { get; }

    /// <summary>The row after the last one with pixels.</summary>
    public int EndRow => FirstRow + offsets.Length - 1;

    /// <summary>The first column with pixels.</summary>
    public int FirstColumn { get; } = int.MaxValue;

    /// <summary>The column after the last one with pixels.</summary>
    public int EndColumn { get; }

    /// <summary>The runs of a row, from left to right.</summary>
    public ReadOnlySpan<Run> InRow(int row) =>
        row < FirstRow || row >= EndRow ? [] : runs.AsSpan(offsets[row - FirstRow]..offsets[row - FirstRow + 1]);

    /// <summary>Whether some pixel may lie in a box.</summary>
    public bool Meets(int column, int row, int width, int height) =>
        Pixels > 0 && FirstColumn < column + width && EndColumn > column && FirstRow < row + height && EndRow > row;

    /// <summary>The same pixels counted from another first pixel.</summary>
    public Zone Moved(int column, int row) => new(FirstRow - row, offsets, [.. runs.Select(run => new Run(run.Start - column, run.End - column))]);

    /// <summary>The pixels of a geometry whose coordinates are columns and rows of a grid of this size.</summary>
    public static Zone Of(Geometry geometry, int width, int height)
    {
        var found = new List<(int Row, int Start, int End)>();
        Collect(geometry, width, height, found);
        return Of(found);
    }

    /// <summary>All pixels of a grid.</summary>
    public static Zone All(int width, int height) =>
        new(0, [.. Enumerable.Range(0, height + 1)], [.. Enumerable.Repeat(new Run(0, width), height)]);

    /// <summary>All pixels of several zones.</summary>
    public static Zone Union(IEnumerable<Zone> zones)
    {
        var found = new List<(int Row, int Start, int End)>();
        foreach (var zone in zones)
            for (var row = zone.FirstRow; row < zone.EndRow; row++)
                foreach (var run in zone.InRow(row)) found.Add((row, run.Start, run.End));
        return Of(found);
    }

    static Zone Of(List<(int Row, int Start, int End)> found)
    {
        if (found.Count == 0) return new Zone(0, [0], []);
        found.Sort();
        var (first, last) = (found[0].Row, found[^1].Row);
        var offsets = new int[last - first + 2];
        var runs = new List<Run>(found.Count);
        var row = first;
        foreach (var (at, start, end) in found)
        {
            while (row < at) offsets[++row - first] = runs.Count;
            if (runs.Count > offsets[row - first] && runs[^1].End >= start) runs[^1] = new Run(runs[^1].Start, Math.Max(runs[^1].End, end));
            else runs.Add(new Run(start, end));
        }
        while (row <= last) offsets[++row - first] = runs.Count;
        return new Zone(first, offsets, [.. runs]);
    }

    static void Collect(Geometry geometry, int width, int height, List<(int Row, int Start, int End)> found)
    {
        switch (geometry)
        {
            case { IsEmpty: true }:
                break;
            case Point point:
                var column = Clamped(Math.Floor(point.X), width);
                Add(found, Clamped(Math.Floor(point.Y), height), column, column + 1, width, height);
                break;
            case LineString line:
                for (var i = 1; i < line.NumPoints; i++) Segment(line.GetCoordinateN(i - 1), line.GetCoordinateN(i), width, height, found);
                break;
            case Polygon or MultiPolygon:
                Fill(geometry, width, height, found);
                break;
            default:
                for (var i = 0; i < geometry.NumGeometries; i++) Collect(geometry.GetGeometryN(i), width, height, found);
                break;
        }
    }

    // All rings of all parts together: what is between an odd and the next crossing of a row's centre line is inside.
    static void Fill(Geometry polygons, int width, int height, List<(int Row, int Start, int End)> found)
    {
        var crossings = new List<(int Row, double X)>();
        for (var i = 0; i < polygons.NumGeometries; i++)
        {
            var polygon = (Polygon)polygons.GetGeometryN(i);
            Ring(polygon.ExteriorRing, width, height, crossings, found);
            for (var hole = 0; hole < polygon.NumInteriorRings; hole++) Ring(polygon.GetInteriorRingN(hole), width, height, crossings, found);
        }
        crossings.Sort();
        var all = CollectionsMarshal.AsSpan(crossings);
        for (var i = 0; i + 1 < all.Length; i += 2) Add(found, all[i].Row, Edge(all[i].X, width), Edge(all[i + 1].X, width), width, height);
    }

    static void Ring(LineString ring, int width, int height, List<(int Row, double X)> crossings, List<(int Row, int Start, int End)> found)
    {
        var points = ring.CoordinateSequence;
        for (var i = 1; i < points.Count; i++)
        {
            var (x1, y1, x2, y2) = (points.GetX(i - 1), points.GetY(i - 1), points.GetX(i), points.GetY(i));
            if (y1 == y2)
            {
                // An edge along a centre line holds the centres when it leads back, as GDAL has it; else the crossings around it decide.
                if (x1 > x2 && Math.Floor(y1) + 0.5 == y1) Add(found, Clamped(Math.Floor(y1), height), Edge(x2, width), Edge(x1, width), width, height);
                continue;
            }
            if (y1 > y2) (x1, y1, x2, y2) = (x2, y2, x1, y1);
            var (first, end) = (Clamped(Math.Ceiling(y1 - 0.5), height), Clamped(Math.Ceiling(y2 - 0.5), height));
            for (var row = Math.Max(first, 0); row < Math.Min(end, height); row++)
                crossings.Add((row, (row + 0.5 - y1) * (x2 - x1) / (y2 - y1) + x1));
        }
    }

    static void Segment(Coordinate a, Coordinate b, int width, int height, List<(int Row, int Start, int End)> found)
    {
        var (low, high) = a.Y <= b.Y ? (a, b) : (b, a);
        var (first, last) = (Clamped(Math.Floor(low.Y), height), Clamped(Math.Floor(high.Y), height));
        for (var row = Math.Max(first, 0); row <= Math.Min(last, height - 1); row++)
        {
            var (from, to) = (XAt(low, high, Math.Max(low.Y, row), low.X), XAt(low, high, Math.Min(high.Y, row + 1), high.X));
            Add(found, row, Clamped(Math.Floor(Math.Min(from, to)), width), Clamped(Math.Floor(Math.Max(from, to)), width) + 1, width, height);
        }
    }

    static double XAt(Coordinate low, Coordinate high, double y, double otherwise) =>
        high.Y == low.Y ? otherwise : low.X + (y - low.Y) * (high.X - low.X) / (high.Y - low.Y);

    static int Edge(double x, int width) => Clamped(Math.Floor(x + 0.5), width);

    // Far away is as good as just outside, and fits an integer.
    static int Clamped(double place, int size) => double.IsNaN(place) ? -1 : (int)Math.Clamp(place, -1, size);

    static void Add(List<(int Row, int Start, int End)> found, int row, int start, int end, int width, int height)
    {
        (start, end) = (Math.Max(start, 0), Math.Min(end, width));
        if (row >= 0 && row < height && start < end) found.Add((row, start, end));
    }
}
