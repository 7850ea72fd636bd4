using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Slope, aspect and shaded relief are those of gdaldem.</summary>
public sealed class TerrainTests : GdalTest
{
    const int Height = 37, Width = 45;

    [SkippableTheory]
    [InlineData("slope", "slope", 1e-3)]
    [InlineData("aspect", "aspect", 1e-3)]
    [InlineData("hillshade", "hillshade", 0.51)]
    public void Terrain_is_that_of_gdaldem(string process, string mode, double tolerance)
    {
        Skip.IfNot(File.Exists("/usr/bin/gdaldem"), "gdaldem is needed for an independent calculation.");
        var schema = Schema(ElementType.Float32, double.NaN, Height, Width);
        var random = new Random(11);
        var heights = Enumerable.Range(0, Height * Width)
            .Select(i => i == 500 ? double.NaN : (double)(float)(300 * Math.Sin(i % Width / 7.0) * Math.Cos(i / Width / 5.0) + random.Next(20))).ToArray();
        var path = PathOf("heights.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema)))
        {
            WriteAll(sink, schema, position => heights[position[0] * Width + position[1]]);
            sink.Complete([AnyStatistics]);
        }
        Run("/usr/bin/gdaldem", mode, path, PathOf("expected.tif"), "-q");
        var expected = Read(PathOf("expected.tif"), mode == "hillshade");

        var cube = Call(process, new Heights(schema, heights));
        using var block = WindowRunner.Read(cube, cube.Schema.Full, Pool, CancellationToken.None);
        var cells = block.Cells1D<float>().ToArray();

        for (var i = 0; i < cells.Length; i++)
        {
            if (float.IsNaN(cells[i])) Assert.True(expected[i] is -9999 or 0, $"cell {i}: gdaldem has {expected[i]}, we nothing");
            else Assert.True(Math.Abs(cells[i] - expected[i]) <= tolerance, $"cell {i}: gdaldem has {expected[i]}, we {cells[i]}");
        }
        Assert.True(cells.Count(cell => !float.IsNaN(cell)) > 1000);
        foreach (var window in new[] { new Window([0, 0], [5, 7]), new Window([10, 3], [9, 9]), new Window([Height - 1, 0], [1, Width]) })
        {
            using var part = WindowRunner.Read(cube, window, Pool, CancellationToken.None);
            using var same = Pool.Rent(ElementType.Float32, window.Count);
            BlockCopy.Copy(block.Slice(window), same);
            Assert.Equal(same.Cells1D<float>().ToArray(), part.Cells1D<float>().ToArray());
        }
    }

    float[] Read(string path, bool bytes) => bytes ? [.. ReadBand<byte>(path, 1, ElementType.UInt8).Select(cell => (float)cell)]
        : ReadBand<float>(path, 1, ElementType.Float32);

    RasterCube Call(string id, RasterCube data)
    {
        var process = ProcessCatalog.Find(id)!;
        var values = process.Definition.Parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Default);
        var services = new EvaluationServices(Library, null!, null!, null!, UserContext.Nobody, null, CancellationToken.None);
        return ((CubeValue)process.Invoke(new Arguments(id, values.SetItem("data", new CubeValue(data))), new Evaluation(services))).Cube;
    }

    sealed class Heights(CubeSchema schema, double[] cells) : RasterCube(schema)
    {
        public override Window?[] InputWindows(Window window) => [];

        public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
        {
            for (var y = 0; y < window.Count[0]; y++)
                for (var x = 0; x < window.Count[1]; x++)
                    target.Span<float>(target.OffsetOf([y, x]), 1)[0] = (float)cells[(window.Start[0] + y) * Width + window.Start[1] + x];
        }
    }
}
