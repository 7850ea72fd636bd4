using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Vectors;

public sealed class RasterToVectorTests
{
    const double None = double.NaN;

    static IReadOnlyList<Feature> Features(RasterCube cube) => cube.Schema.Geometries!.Table.Features;

    static RasterCube Polygons(RasterCube data) => CallCube("raster_to_vector", ("data", data));

    [Fact]
    public void Pixels_that_touch_along_edges_make_polygons_with_holes()
    {
        var cube = Polygons(Cube([1, 1, 1, 5, 1, None, 1, 1, 1, 1, 1, 5], Y(3), X(4)));
        Assert.Equal(["geometry"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal("EPSG:32632", cube.Schema.Geometries!.Table.Crs);
        Assert.Equal([1, 5, 5], Read(cube));
        Assert.Equal("POLYGON ((500000 5000000, 500030 5000000, 500030 4999990, 500040 4999990, 500040 4999980, 500030 4999980, 500030 4999970, "
            + "500000 4999970, 500000 5000000), (500010 4999980, 500020 4999980, 500020 4999990, 500010 4999990, 500010 4999980))",
            Features(cube)[0].Geometry.ToText());
        Assert.Equal([900, 100, 100], Features(cube).Select(feature => feature.Geometry.Area));
    }

    [Fact]
    public void Corners_alone_do_not_connect()
    {
        Assert.Equal([1, 2, 2, 1], Read(Polygons(Cube([1, 2, 2, 1], Y(2), X(2)))));
        // The hole touches the outside at a corner: a ring of its own, not a loop of the outer one.
        var ring = Polygons(Cube([1, 1, 1, 1, 2, 1, 1, 1, None], Y(3), X(3)));
        Assert.Equal([1, 2], Read(ring));
        Assert.Equal(1, ((Polygon)Features(ring)[0].Geometry).NumInteriorRings);
        Assert.True(Features(ring)[0].Geometry.IsValid);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 9)]
    public void Polygons_are_valid_and_as_rasters_what_they_were(int seed, int classes)
    {
        var random = new Random(seed);
        var (height, width) = (random.Next(1, 70), random.Next(1, 70));
        var cells = Enumerable.Range(0, height * width).Select(_ => random.Next(5) == 0 ? None : random.Next(classes) - 0.5).ToArray();
        var data = Cube(cells, Y(height), X(width));
        var polygons = Polygons(data);
        Assert.All(Features(polygons), feature => Assert.True(feature.Geometry.IsValid));
        Assert.Equal(cells.Count(cell => !double.IsNaN(cell)) * 100.0, Features(polygons).Sum(feature => feature.Geometry.Area), 6);
        var back = CallCube("vector_to_raster", ("data", polygons), ("target", data));
        Assert.Equal(["y", "x"], back.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(cells, Read(back));
        // And once more: the same polygons.
        Assert.True(Polygons(back).Schema.Geometries!.Table.HasGeometriesOf(polygons.Schema.Geometries!.Table));
    }

    [Fact]
    public void More_rows_than_are_read_together_are_one_plane()
    {
        var cells = Enumerable.Range(0, 1100 * 3).Select(i => i % 3 == 1 ? 0.0 : i / 3 < 600 ? 1 : 2).ToArray();
        Assert.Equal([1, 0, 1, 2, 2], Read(Polygons(Cube(ElementType.UInt8, null, cells, Y(1100), X(3)))));
    }

    [Fact]
    public void Times_and_bands_have_polygons_of_their_own_which_know_their_labels()
    {
        // x before y, and t last: the order of dimensions means nothing.
        var cube = Polygons(Cube(ElementType.Int16, -1, [1, 3, 1, 3, 2, -1, 2, -1], X(2), B("class"), Y(2), T("2024-01-01", "2024-02-01")));
        Assert.Equal([1, 2, 3], Read(cube));
        Assert.Equal([Value.Of("2024-01-01"), Value.Of("2024-01-01"), Value.Of("2024-02-01")], Features(cube).Select(feature => feature.Properties["t"]));
        Assert.All(Features(cube), feature => Assert.Equal(Value.Of("class"), feature.Properties["bands"]));
        Assert.Equal([200, 200, 200], Features(cube).Select(feature => feature.Geometry.Area));
    }

    [Fact]
    public void Without_data_there_are_no_polygons() => Assert.Empty(Features(Polygons(Cube([None, None], Y(1), X(2)))));

    [Fact]
    public void What_would_not_fit_is_refused_before_it_is_read()
    {
        var large = new ConstantlyFailing(new CubeSchema([Y(20_000), X(20_000)], ElementType.Float32, None));
        var fault = Fails("raster_to_vector", ("data", large));
        Assert.Equal("ProcessGraphComplexity", fault.Code);
        Assert.Contains("400000000 pixels", fault.Message, StringComparison.Ordinal);
        Assert.Equal("ProcessParameterInvalid", Fails("raster_to_vector", ("data", Counting(T("2024-01-01")))).Code);
    }

    sealed class ConstantlyFailing(CubeSchema schema) : RasterCube(schema)
    {
        public override Window?[] InputWindows(Window window) => [];

        public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context) =>
            throw new InvalidOperationException("It was read.");
    }
}
