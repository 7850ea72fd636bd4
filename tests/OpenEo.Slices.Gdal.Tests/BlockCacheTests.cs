using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>GDAL's one cache of blocks, when it is full. Without care libtiff ends the process.</summary>
public sealed class BlockCacheTests : GdalTest
{
    [Fact]
    public void Files_are_finished_while_others_are_read_through_a_full_cache()
    {
        const int Side = 600;
        using var library = new GdalLibrary(new GdalOptions { CacheBytes = 1 << 20 });
        var schema = Schema(ElementType.Float64, double.NaN, Side, Side);
        try
        {
            Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
            {
                var path = PathOf($"{i}.tif");
                using (var sink = library.Create(Target(path, "GTiff", schema, ("tile_size", 128.0))))
                {
                    using var block = Pool.Rent(schema.Element, Side, Side);
                    BlockCopy.Fill(block, i);
                    foreach (var window in Windows(schema, sink.BlockSize)) sink.Write(window, block.Slice(window));
                    sink.Complete([AnyStatistics]);
                }
                using var read = Pool.Rent(schema.Element, Side - 30, Side - 30);
                library.Read(path, 1, 15, 15, read);
                Assert.All(read.Cells1D<double>().ToArray(), cell => Assert.Equal(i, cell));
            });
        }
        finally
        {
            using var usual = new GdalLibrary();
        }
    }
}
