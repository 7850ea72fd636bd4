using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Tests.Processes.Vectors;

namespace OpenEo.Slices.Engine.Tests.Geometries;

public sealed class ZoneTests
{
    static List<(int X, int Y)> Pixels(Zone zone)
    {
        var found = new List<(int, int)>();
        for (var row = zone.FirstRow; row < zone.EndRow; row++)
            foreach (var run in zone.InRow(row))
                for (var x = run.Start; x < run.End; x++) found.Add((x, row));
        Assert.Equal(found.Count, zone.Pixels);
        Assert.Equal(found.Distinct().Count(), found.Count);
        return found;
    }

    static List<(int X, int Y)> Pixels(string wkt, int size = 8) => Pixels(Zone.Of(new WKTReader().Read(wkt), size, size));

    [Fact]
    public void A_polygon_has_the_pixels_whose_centres_it_holds()
    {
        const int Size = 40;
        foreach (var star in VectorTesting.Stars(300, Size, 12, seed: 1))
        {
            var locator = new IndexedPointInAreaLocator(star);
            var expected = from y in Enumerable.Range(0, Size)
                           from x in Enumerable.Range(0, Size)
                           where locator.Locate(new Coordinate(x + 0.5, y + 0.5)) == Location.Interior
                           select (x, y);
            Assert.Equal(expected, Pixels(Zone.Of(star, Size, Size)));
        }
    }

    [Fact]
    public void Neighbours_share_no_pixel_and_leave_none_out()
    {
        // The common edge runs through centres.
        var (left, right) = (Pixels("POLYGON((0 0,2.5 0,2.5 4,0 4,0 0))"), Pixels("POLYGON((2.5 0,6 0,6 4,2.5 4,2.5 0))"));
        Assert.Empty(left.Intersect(right));
        Assert.Equal(24, left.Count + right.Count);
    }

    [Fact]
    public void A_line_has_the_pixels_that_it_passes_through()
    {
        Assert.Equal([(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)], Pixels("LINESTRING(0.25 0.1,2.75 2.6)"));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], Pixels("LINESTRING(3.9 3.5,1.1 3.5)"));
        Assert.Equal([(3, 0), (3, 1)], Pixels("LINESTRING(3.5 -20,3.5 1.5)"));
    }

    [Fact]
    public void A_point_has_the_pixel_that_it_lies_in_and_each_only_once()
    {
        Assert.Equal([(3, 2)], Pixels("POINT(3.99 2.01)"));
        Assert.Equal([(1, 1), (5, 5)], Pixels("MULTIPOINT((1.1 1.1),(5.5 5.5),(1.9 1.2),(99 0))"));
    }

    [Theory]
    [InlineData("POINT(-0.1 3)")]
    [InlineData("POINT(8 3)")]
    [InlineData("POLYGON EMPTY")]
    [InlineData("POLYGON((0.6 0.6,0.9 0.6,0.9 0.9,0.6 0.6))")]
    [InlineData("LINESTRING(-5 -5,20 -5)")]
    [InlineData("POLYGON((1e300 0,2e300 0,2e300 1e300,1e300 0))")]
    public void What_is_empty_outside_or_too_small_has_no_pixel(string wkt) => Assert.Empty(Pixels(wkt));

    [Fact]
    public void Far_corners_are_cut_off() => Assert.Equal(64, Pixels("POLYGON((-1e9 -1e9,1e9 -1e9,1e9 1e9,-1e9 1e9,-1e9 -1e9))").Count);

    [Fact]
    public void Parts_of_a_multipolygon_count_together()
    {
        Assert.Equal([(0, 0), (2, 2)], Pixels("MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((2 2,3 2,3 3,2 3,2 2)))"));
        Assert.Equal([(0, 0), (1, 1), (3, 1)], Pixels("GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 1,0 0)),POINT(0.5 0.5),POINT(3 1),POINT(1 1))"));
    }
}
