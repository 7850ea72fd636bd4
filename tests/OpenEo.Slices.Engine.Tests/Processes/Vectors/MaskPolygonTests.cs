using OpenEo.Slices.Engine.Blocks;
using static OpenEo.Slices.Engine.Tests.CubeTesting;
using static OpenEo.Slices.Engine.Tests.Processes.Vectors.VectorTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

public sealed class MaskPolygonTests
{
    const double None = double.NaN;

    [Fact]
    public void Replaces_outside_or_inside_and_leaves_no_data()
    {
        var data = Cube(ElementType.UInt8, 0, [1, 2, 3, 4, 0, 6, 7, 8, 0], Y(3), X(3));
        Assert.Equal([1, 2, None, 4, None, None, None, None, None], Read(CallCube("mask_polygon", ("data", data), ("mask", Box(0, 0, 2, 2)))));
        var inside = CallCube("mask_polygon", ("data", data), ("mask", Box(0, 0, 2, 2)), ("inside", true), ("replacement", 9));
        Assert.Equal([9, 9, 3, 9, None, 6, 7, 8, None], Read(inside));
        Assert.Equal((ElementType.UInt8, (double?)0), (inside.Schema.Element, inside.Schema.NoData));
        Assert.Equal(Read(inside), ReadCells(inside));
    }

    [Fact]
    public void Points_and_text_are_refused()
    {
        var data = Counting(Y(2), X(2));
        Assert.Contains("vector_buffer", Fails("mask_polygon", ("data", data), ("mask", GeoJson("Point", At(1, 1)))).Message, StringComparison.Ordinal);
        Assert.Contains("text", Fails("mask_polygon", ("data", data), ("mask", Box(0, 0, 1, 1)), ("replacement", "none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_spatial_cuts_to_the_box_and_reads_nothing_else()
    {
        var data = Counting(T("2020-01-01", "2020-01-02"), Y(20), X(20));
        var cube = CallCube("filter_spatial", ("data", data), ("geometries", GeoJson("Polygon", $"[[{At(2, 3)},{At(3.9, 3)},{At(2, 5)},{At(2, 3)}]]")));
        Assert.Equal([2, 2, 2], cube.Schema.Shape);
        Assert.Equal([62, None, None, None, 462, None, None, None], Read(cube));
        // Not even the two pixels of the box, on each date, that lie beside the polygon.
        Assert.Equal(2, data.CellsRead);
        Assert.Equal(500_025, cube.Schema.X!.First);
    }

    [Fact]
    public void Filter_spatial_takes_geometries_in_degrees_and_refuses_those_outside()
    {
        var data = Counting(Y(20), X(20));
        var point = CallCube("vector_reproject", ("data", GeoJson("Point", At(7.3, 4.2))), ("projection", 4326));
        Assert.Equal([87], Read(CallCube("filter_spatial", ("data", data), ("geometries", point))));
        Assert.Equal("ProcessParameterInvalid", Fails("filter_spatial", ("data", data), ("geometries", Box(30, 0, 40, 9))).Code);
    }
}
