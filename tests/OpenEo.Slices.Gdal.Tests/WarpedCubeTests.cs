using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>What the engine asks of the warper window by window is what a single warp of everything gives.</summary>
public sealed class WarpedCubeTests : GdalTest
{
    const int Width = 90, Height = 70;

    static MemoryCube Source()
    {
        var cells = new double[2 * Height * Width];
        for (var i = 0; i < cells.Length; i++) cells[i] = i % 97 == 0 ? double.NaN : Math.Sin(i * 0.01) * 1000 + i % Width;
        return new MemoryCube(new CubeSchema(
            [
                LabelledDimension.Of("bands", DimensionType.Bands, ["a", "b"]),
                new SpatialDimension("y", 'y', 5_099_995, -10, Height, "EPSG:32632"), new SpatialDimension("x", 'x', 500_005, 10, Width, "EPSG:32632"),
            ], ElementType.Float64, null), cells);
    }

    public static TheoryData<Resampling, double, string> Cases()
    {
        var cases = new TheoryData<Resampling, double, string>();
        foreach (var method in Enum.GetValues<Resampling>())
        {
            cases.Add(method, 35, "EPSG:32632");
            cases.Add(method, 4, "EPSG:32632");
        }
        foreach (var method in new[] { Resampling.Near, Resampling.Bilinear, Resampling.Cubic, Resampling.Lanczos }) cases.Add(method, 9, "EPSG:3035");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Windows_are_parts_of_the_whole(Resampling method, double size, string crs)
    {
        var source = Source();
        var box = Library.Transform(source.Schema.Grid!.Bounds, "EPSG:32632", crs);
        var grid = new Grid(crs, Math.Floor(box.West / size) * size, Math.Ceiling(box.North / size) * size, size, -size,
            (int)((box.East - box.West) / size) + 2, (int)((box.North - box.South) / size) + 2);
        var cube = WarpedCube.Of(source, grid, method, Library);
        using var whole = WindowRunner.Read(cube, cube.Schema.Full, Pool, CancellationToken.None);
        var (rows, columns) = (Math.Max(1, grid.Height / 3), Math.Max(1, grid.Width / 4));
        var compared = 0;
        for (var y = 0; y + rows <= grid.Height; y += rows)
            for (var x = 0; x + columns <= grid.Width; x += columns)
            {
                var window = new Window([0, y, x], [2, rows, columns]);
                using var part = WindowRunner.Read(cube, window, Pool, CancellationToken.None);
                for (var row = 0; row < 2 * rows; row++)
                {
                    var (band, line) = (row / rows, row % rows);
                    var expected = whole.Span<double>(whole.OffsetOf([band, y + line, x]), columns);
                    var actual = part.Span<double>(part.OffsetOf([band, line, 0]), columns);
                    for (var i = 0; i < columns; i++, compared++)
                        Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) < 1e-6,
                            $"{method} {size} [{band}, {y + line}, {x + i}]: {expected[i]} and {actual[i]}");
                }
            }
        Assert.True(compared > 500);
    }
}
