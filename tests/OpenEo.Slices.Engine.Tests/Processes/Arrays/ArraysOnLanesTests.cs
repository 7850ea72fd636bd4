using FsCheck.Xunit;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Arrays;

/// <summary>What array processes make of lanes is what they make of the arrays of each pixel; where those are shorter, no-data fills up.</summary>
public sealed class ArraysOnLanesTests
{
    [Property(MaxTest = 20)]
    public void Running_totals_are_those_of_numbers(int seed, bool ignore)
    {
        foreach (var process in new[] { "cumsum", "cumproduct", "cummin", "cummax" })
            AssertSame(seed, process, items => LaneRunner.Call(process, ("data", Plain(items)), ("ignore_nodata", Value.Of(ignore))), 1e-9);
    }

    [Property(MaxTest = 20)]
    public void Sorting_is_that_of_numbers(int seed, bool ascending, int place)
    {
        var noData = Value.Of((place % 3) switch { 0 => null, 1 => true, _ => false });
        AssertSame(seed, "sort", items => LaneRunner.Call("sort", ("data", Plain(items)), ("asc", Value.Of(ascending)), ("nodata", noData)), 0);
        AssertSame(seed, "order", items => LaneRunner.Call("order", ("data", Plain(items)), ("asc", Value.Of(ascending)), ("nodata", noData)), 0);
    }

    [Property(MaxTest = 20)]
    public void Rearranging_by_the_order_sorts(int seed)
    {
        var columns = RandomColumns.Create(seed);
        var sorted = LaneRunner.Run<float>(columns, items => LaneRunner.Call("sort", ("data", Plain(items))));
        var rearranged = LaneRunner.Run<float>(columns,
            items => LaneRunner.Call("rearrange", ("data", Plain(items)), ("order", LaneRunner.Call("order", ("data", Plain(items))))));
        for (var k = 0; k < sorted.Length; k++) RandomColumns.AssertEqual(sorted[k], rearranged[k], 0, $"element {k}");
    }

    [Property(MaxTest = 20)]
    public void A_sorted_array_is_an_ordered_permutation(int seed)
    {
        var columns = RandomColumns.Create(seed);
        var sorted = LaneRunner.Run<float>(columns, items => LaneRunner.Call("sort", ("data", Plain(items)), ("nodata", Value.True)));
        for (var i = 0; i < columns[0].Length; i++)
        {
            var expected = columns.Select(column => column[i]).Where(number => !double.IsNaN(number)).Order().ToList();
            Assert.Equal(expected, sorted.Select(column => column[i]).Take(expected.Count));
            Assert.All(sorted.Skip(expected.Count), column => Assert.Equal(double.NaN, column[i]));
        }
    }

    [Property(MaxTest = 20)]
    public void Quantiles_are_those_of_numbers(int seed, bool ignore)
    {
        var probabilities = LaneRunner.Numbers(0, 0.1, 0.25, 1 / 3d, 0.5, 0.7, 0.99, 1);
        AssertSame(seed, "quantiles",
            items => LaneRunner.Call("quantiles", ("data", Plain(items)), ("probabilities", probabilities), ("ignore_nodata", Value.Of(ignore))), 1e-9);
    }

    [Property(MaxTest = 20)]
    public void The_median_is_the_quantile_of_one_half(int seed)
    {
        var columns = RandomColumns.Create(seed);
        var quantile = LaneRunner.Run<float>(columns,
            items => LaneRunner.Call("quantiles", ("data", Plain(items)), ("probabilities", LaneRunner.Numbers(0.5))));
        RandomColumns.AssertEqual(LaneRunner.Run<float>(columns, items => LaneRunner.Call("median", ("data", Plain(items))))[0], quantile[0], 1e-6,
            $"median of {columns.Length}");
    }

    [Property(MaxTest = 20)]
    public void The_last_running_sum_is_the_sum(int seed)
    {
        var columns = RandomColumns.Create(seed, noDataEvery: 1000).Append(new double[69]).ToArray();
        var sums = LaneRunner.Run<double>(columns, items => LaneRunner.Call("cumsum", ("data", Plain(items))));
        RandomColumns.AssertEqual(LaneRunner.Run<double>(columns, items => LaneRunner.Call("sum", ("data", Plain(items))))[0], sums[^1], 1e-9, "sum");
    }

    [Property(MaxTest = 20)]
    public void Gaps_are_filled_as_those_of_numbers(int seed)
    {
        var labels = Enumerable.Range(0, 80).Select(k => Value.Of($"2024-{1 + k / 28:00}-{1 + k % 28:00}"));
        AssertSame(seed, "array_interpolate_linear",
            items => LaneRunner.Call("array_interpolate_linear", ("data", new ArrayValue([.. items], [.. labels.Take(items.Count())]))), 1e-9);
        AssertSame(seed, "array_interpolate_linear", items => LaneRunner.Call("array_interpolate_linear", ("data", Plain(items))), 1e-9);
    }

    [Property(MaxTest = 20)]
    public void Values_are_found_as_among_numbers(int seed, bool reverse)
    {
        AssertSame(seed, "array_find",
            items => LaneRunner.Call("array_find", ("data", Plain(items)), ("value", Value.Of(0.25)), ("reverse", Value.Of(reverse))), 0);
        AssertSame(seed, "array_find",
            items => LaneRunner.Call("array_find", ("data", Plain(items)), ("value", items.Last()), ("reverse", Value.Of(reverse))), 0);
        AssertSame(seed, "array_contains", items => LaneRunner.Call("array_contains", ("data", Plain(items)), ("value", Value.Of(0.25))), 0);
    }

    static ArrayValue Plain(IEnumerable<Value> items) => new([.. items]);

    static void AssertSame(int seed, string process, Func<IEnumerable<Value>, Value> compute, double tolerance)
    {
        var columns = RandomColumns.Create(seed);
        var actual = LaneRunner.Run<double>(columns, items => compute(items));
        for (var i = 0; i < columns[0].Length; i++)
        {
            var value = compute(columns.Select(column => Value.Of(double.IsNaN(column[i]) ? null : column[i])));
            var expected = (value is ArrayValue array ? array.Items : [value])
                .Select(item => item switch { NumberValue number => number.Value, BooleanValue boolean => boolean.Value ? 1 : 0, _ => double.NaN }).ToList();
            while (expected.Count < actual.Length) expected.Add(double.NaN);
            RandomColumns.AssertEqual([.. expected], [.. actual.Select(column => column[i])], tolerance, $"{process} of {columns.Length}, pixel {i}");
        }
    }
}
