using FsCheck.Xunit;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Tests.Execution;

/// <summary>Windows of lazy cubes: the same cells however the cube is cut, each source read once a window.</summary>
public class WindowRunnerTests
{
    [Fact]
    public void Windows_put_together_are_the_whole_cube()
    {
        var cube = Doubled(Source(3, 2, 700, 530));
        using var pool = new BlockPool();
        using var whole = WindowRunner.Read(cube, cube.Schema.Full, pool, CancellationToken.None);
        var windows = Tiling.Windows(cube, 300_000);

        Assert.True(windows.Count > 4);
        Assert.Equal(cube.Schema.Cells, windows.Sum(window => window.Cells));
        foreach (var window in windows)
        {
            using var part = WindowRunner.Read(cube, window, pool, CancellationToken.None);
            BlockCopy.ForEachRow(window.Count, position =>
            {
                int[] at = [.. position.Zip(window.Start, (a, b) => a + b)];
                Assert.True(part.Span<double>(part.OffsetOf(position), window.Count[^1])
                    .SequenceEqual(whole.Span<double>(whole.OffsetOf(at), window.Count[^1])));
            });
        }
    }

    [Fact]
    public void A_source_used_twice_is_read_once_for_a_window()
    {
        var source = new CountingCube(Source(1, 1, 64, 64).Schema);
        var program = new ProgramBuilder();
        var sum = program.Emit(Binary<Plus>.Instance, isBoolean: false, program.Input(false), program.Input(false));
        var left = Doubled(source);
        var cube = new MapCube(left.Schema, program.Build([sum]), [new Slot(0, [0, 1, 2, 3], new int[4]), new Slot(1, [0, 1, 2, 3], new int[4])], left, source);
        using var pool = new BlockPool();

        using var block = WindowRunner.Read(cube, cube.Schema.Full, pool, CancellationToken.None);

        Assert.Equal(1, source.Reads);
        Assert.All(block.Cells1D<double>().ToArray(), cell => Assert.Equal(3, cell));
    }

    [Fact]
    public void All_blocks_go_back_to_the_pool()
    {
        var cube = Doubled(Source(4, 3, 100, 90));
        using var pool = new BlockPool();

        WindowRunner.Read(cube, cube.Schema.Full, pool, CancellationToken.None).Dispose();

        Assert.Equal(0, pool.InUse);
    }

    [Fact]
    public void Stops_when_it_is_cancelled()
    {
        var cube = Doubled(Source(1, 1, 600, 600));
        using var pool = new BlockPool();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => WindowRunner.Read(cube, cube.Schema.Full, pool, stop.Token));
        Assert.Equal(0, pool.InUse);
    }

    [Property(MaxTest = 60)]
    public void Windows_cover_every_cell_once_and_follow_the_blocks(ushort width, ushort height, byte beforeX, byte beforeY)
    {
        var (w, h) = (width % 3000 + 1, height % 3000 + 1);
        var cube =
            new CountingCube(Source(1, 1, 1, 1).Schema with { Dimensions = [.. Source(1, 1, 1, 1).Schema.Dimensions.Take(2), Axis('y', h), Axis('x', w)] })
        {
            Layout = new BlockLayout(256, 256, beforeX, beforeY),
        };

        var windows = Tiling.Windows(cube, 64 << 20);

        Assert.Equal((long)w * h, windows.Sum(window => window.Cells));
        Assert.All(windows, window => Assert.True(window.Start[3] == 0 || (window.Start[3] + beforeX) % 256 == 0));
        Assert.All(windows, window => Assert.True(window.Start[2] == 0 || (window.Start[2] + beforeY) % 256 == 0));
    }

    internal static SpatialDimension Axis(char axis, int count) =>
        new(axis.ToString(), axis, axis == 'x' ? 5 : -5, axis == 'x' ? 10 : -10, count, "EPSG:32632");

    internal static MemoryCube Source(int times, int bands, int height, int width)
    {
        var schema = new CubeSchema(
            [
                LabelledDimension.Of("t", DimensionType.Temporal, Enumerable.Range(1, times).Select(day => $"2024-01-{day:00}T00:00:00Z")),
                LabelledDimension.Of("bands", DimensionType.Bands, Enumerable.Range(1, bands).Select(band => $"B{band:00}")),
                Axis('y', height), Axis('x', width),
            ],
            ElementType.Float64, double.NaN);
        return new MemoryCube(schema, [.. Enumerable.Range(0, times * bands * height * width).Select(i => (double)i)]);
    }

    static MapCube Doubled(RasterCube cube)
    {
        var program = new ProgramBuilder();
        var x = program.Input(false);
        var twice = program.Emit(Binary<Plus>.Instance, isBoolean: false, x, x);
        return new MapCube(cube.Schema, program.Build([twice]), [new Slot(0, [0, 1, 2, 3], new int[4])], cube);
    }

    readonly struct Plus : IBinaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y,
            Span<T> result) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>, System.Numerics.IMinMaxValue<T>
        {
            for (var i = 0; i < result.Length; i++) result[i] = x[i] + y[i];
        }
    }

    /// <summary>Ones, and a count of how often they were asked for.</summary>
    sealed class CountingCube(CubeSchema schema) : RasterCube(schema)
    {
        public int Reads { get; private set; }

        public BlockLayout? Layout { get; init; }

        protected override BlockLayout? OwnBlocks() => Layout;

        public override Window?[] InputWindows(Window window) => [];

        public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
        {
            Reads++;
            BlockCopy.Fill(target, 1);
        }
    }
}
