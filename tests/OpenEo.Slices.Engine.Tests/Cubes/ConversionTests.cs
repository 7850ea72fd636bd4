using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Tests.Cubes;

/// <summary>Cells of every element type survive the way into registers and back, and no-data is NaN in between.</summary>
public class ConversionTests
{
    public static TheoryData<ElementType> Types => [.. ElementTypes.All];

    [Theory, MemberData(nameof(Types))]
    public void Cells_survive_a_round_trip_and_no_data_is_nan(ElementType element)
    {
        const int count = 1003;
        var (low, high) = element.Range;
        var noData = element.IsFloat ? double.NaN : high;
        using var pool = new BlockPool();
        using var source = pool.Rent(element, count);
        using var target = pool.Rent(element, count);
        var values = Enumerable.Range(0, count)
            .Select(i => i % 7 == 0 ? double.NaN : Math.Clamp(element.IsFloat ? (i - 500) / 8.0 : i - 500, low, Math.Min(high - 1, 1e9))).ToArray();
        Conversion.Store<double>(values, source, 0, 1, noData);

        Check<double>(source, target, noData, values);
        if (element.Arithmetic == ElementType.Float32) Check<float>(source, target, noData, values);
    }

    [Fact]
    public void Strided_cells_load_like_contiguous_ones()
    {
        using var pool = new BlockPool();
        using var block = pool.Rent(ElementType.UInt16, 300);
        for (var i = 0; i < 300; i++) block.Span<ushort>(i, 1)[0] = (ushort)(i % 5);
        var (all, third) = (new float[300], new float[100]);

        Conversion.Load(block, 0, 1, 300, 0, all);
        Conversion.Load(block, 0, 3, 100, 0, third);

        Assert.Equal(all.Where((_, i) => i % 3 == 0), third);
        Assert.Equal(60, all.Count(float.IsNaN));
    }

    static void Check<T>(Block source, Block target, double noData,
        double[] values) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>, System.Numerics.IMinMaxValue<T>
    {
        var register = new T[1024];
        Conversion.Load(source, 0, 1, values.Length, noData, register);
        Conversion.Store<T>(register.AsSpan(0, values.Length), target, 0, 1, noData);

        Assert.Equal(values, register.Take(values.Length).Select(value => double.CreateChecked(value)));
        Assert.True(source.Bytes(0, values.Length).SequenceEqual(target.Bytes(0, values.Length)));
    }
}
