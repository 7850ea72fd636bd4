using System.Collections;
using NetTopologySuite.Geometries;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>
/// Areas of a plane of pixels: pixels of equal value that touch along an edge. Rows come one after the other; then there is a polygon for each area, along the
/// edges of its pixels, with holes. Pixels that touch at a corner alone belong to different areas, so that all polygons are valid. No-data is in none.
/// </summary>
sealed class PixelAreas(int width, int height)
{
    // Headings, clockwise, with the pixels that lie ahead on the left and on the right of a corner.
    const int East = 0, South = 1, West = 2, North = 3;
    static readonly int[] stepX = [1, 0, -1, 0], stepY = [0, 1, 0, -1];
    static readonly int[] leftX = [0, 0, -1, -1], leftY = [-1, 0, 0, -1];
    static readonly int[] rightX = [0, -1, -1, 0], rightY = [0, 0, -1, -1];

    readonly int[] labels = new int[checked(width * height)];
    // Label 0 is no-data. Labels that turned out to be one area have a lower one as parent.
    readonly List<int> parents = [0];
    readonly List<double> values = [double.NaN];
    int rows;

    /// <summary>Areas that have begun in the rows so far; some of them may have met since.</summary>
    public int Begun => parents.Count - 1;

    /// <summary>The next row; no-data is NaN.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        var mine = labels.AsSpan(rows * width, width);
        var above = rows == 0 ? [] : labels.AsSpan((rows - 1) * width, width);
        rows++;
        for (var x = 0; x < width; x++)
        {
            var value = row[x];
            if (double.IsNaN(value)) continue;
            var left = x > 0 && values[mine[x - 1]] == value ? mine[x - 1] : 0;
            var up = above.Length > 0 && values[above[x]] == value ? above[x] : 0;
            mine[x] = left != 0 && up != 0 && left != up ? Join(left, up) : left != 0 ? left : up != 0 ? up : Begin(value);
        }
    }

    /// <summary>All rows came: the polygons with their values, in the order of their first pixels. Null when they have more corners than allowed.</summary>
    /// <param name="place">Where a corner is, of its column and row.</param>
    /// <param name="mostCorners">Corners of all polygons.</param>
    /// <param name="cancellation">Stops it.</param>
    public List<(double Value, Polygon Polygon)>? Polygons(Func<int, int, Coordinate> place, int mostCorners, CancellationToken cancellation)
    {
        var found = Settle();
        var (rings, seen, corners) = (new List<LinearRing>?[found.Count], new BitArray(labels.Length), 0L);
        var factory = new GeometryFactory();
        for (var y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var x = 0; x < width; x++)
            {
                // Each ring has an upper edge of a pixel; the first ring of an area is the outer one.
                var label = labels[y * width + x];
                if (label == 0 || seen[y * width + x] || At(x, y - 1) == label) continue;
                var ring = Ring(x, y, label, seen, place);
                if ((corners += ring.Length) > mostCorners) return null;
                (rings[label - 1] ??= []).Add(factory.CreateLinearRing(ring));
            }
        }
        return [.. found.Select((value, i) => (value, factory.CreatePolygon(rings[i]![0], [.. rings[i]!.Skip(1)])))];
    }

    int Begin(double value)
    {
        parents.Add(parents.Count);
        values.Add(value);
        return parents.Count - 1;
    }

    int Join(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        return a < b ? parents[b] = a : parents[a] = b;
    }

    int Root(int label)
    {
        while (parents[label] != label) label = parents[label] = parents[parents[label]];
        return label;
    }

    // Labels become 1, 2, 3 in the order in which areas begin; gives their values.
    List<double> Settle()
    {
        var (final, found) = (new int[parents.Count], new List<double>());
        for (var label = 1; label < final.Length; label++)
        {
            if (Root(label) == label) found.Add(values[label]);
            final[label] = Root(label) == label ? found.Count : final[Root(label)];
        }
        for (var i = 0; i < labels.Length; i++) labels[i] = final[labels[i]];
        return found;
    }

    int At(int x, int y) => (uint)x < (uint)width && (uint)y < (uint)height ? labels[y * width + x] : 0;

    // Walks eastwards from the upper left corner of a pixel with the area on the right, until there again. Where the area lies on both sides of a corner, the
    // walk keeps to the left: rings touch there, but none touches itself.
    Coordinate[] Ring(int firstX, int firstY, int label, BitArray seen, Func<int, int, Coordinate> place)
    {
        var ring = new List<Coordinate> { place(firstX, firstY) };
        var (x, y, heading) = (firstX, firstY, East);
        while (true)
        {
            if (heading == East) seen[y * width + x] = true;
            (x, y) = (x + stepX[heading], y + stepY[heading]);
            var next = At(x + leftX[heading], y + leftY[heading]) == label ? (heading + 3) % 4
                : At(x + rightX[heading], y + rightY[heading]) == label ? heading : (heading + 1) % 4;
            if (next != heading) ring.Add(place(x, y));
            heading = next;
            if (x == firstX && y == firstY && heading == East) return [.. ring];
        }
    }
}
