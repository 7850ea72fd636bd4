using FsCheck.Xunit;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Reducers;

/// <summary>What reducers make of lanes is what they make of the numbers of each pixel.</summary>
public sealed class ReducersOnLanesTests
{
    [Property(MaxTest = 30)]
    public void Lanes_give_what_numbers_give(int seed)
    {
        foreach (var process in new[] { "sum", "product", "mean", "min", "max", "median", "variance", "sd", "count" })
        {
            var columns = RandomColumns.Create(seed);
            AssertSame(process, columns, LaneRunner.Run<double>(columns, items => Reduce(process, items, null))[0], 1e-9, null);
            AssertSame(process, columns, LaneRunner.Run<float>(columns, items => Reduce(process, items, null))[0], 1e-4, null);
        }
    }

    [Property(MaxTest = 20)]
    public void Lanes_with_no_data_kept_give_what_numbers_give(int seed)
    {
        foreach (var process in new[] { "sum", "product", "mean", "min", "max", "median", "variance", "sd", "first", "last" })
        {
            var columns = RandomColumns.Create(seed, noDataEvery: 40);
            AssertSame(process, columns, LaneRunner.Run<double>(columns, items => Reduce(process, items, false))[0], 1e-9, false);
        }
    }

    [Property(MaxTest = 20)]
    public void First_and_last_pass_over_no_data(int seed)
    {
        foreach (var process in new[] { "first", "last" })
        {
            var columns = RandomColumns.Create(seed, noDataEvery: 2);
            AssertSame(process, columns, LaneRunner.Run<float>(columns, items => Reduce(process, items, true))[0], 0, true);
        }
    }

    [Property(MaxTest = 20)]
    public void All_and_any_follow_their_truth_tables(int seed, bool ignore)
    {
        var random = new Random(seed);
        var columns = RandomColumns.Create(seed).Select(column => column.Select(_ => random.Next(3) switch { 0 => 0d, 1 => 1d, _ => double.NaN }).ToArray())
            .Take(4).ToArray();
        foreach (var process in new[] { "all", "any" })
        {
            var result = LaneRunner.Run<float>(columns, items => Reduce(process, items, ignore), isBoolean: true)[0];
            for (var i = 0; i < result.Length; i++)
            {
                var pixel = new ArrayValue([.. columns.Select(column => double.IsNaN(column[i]) ? Value.Null : Value.Of(column[i] == 1))]);
                Assert.Equal(LaneRunner.Call(process, ("data", pixel), ("ignore_nodata", Value.Of(ignore))),
                    double.IsNaN(result[i]) ? Value.Null : Value.Of(result[i] == 1));
            }
        }
    }

    [Property(MaxTest = 20)]
    public void The_order_of_the_values_does_not_matter(int seed)
    {
        var columns = RandomColumns.Create(seed);
        var shuffled = columns.ToArray();
        new Random(seed).Shuffle(shuffled);
        foreach (var (process, tolerance) in new[] { ("median", 0d), ("min", 0), ("max", 0), ("sum", 1e-9), ("count", 0) })
            RandomColumns.AssertEqual(
                LaneRunner.Run<double>(columns, items => Reduce(process, items, null))[0],
                LaneRunner.Run<double>(shuffled, items => Reduce(process, items, null))[0], tolerance, process);
    }

    [Theory]
    [InlineData("min", true)]
    [InlineData("max", true)]
    [InlineData("first", true)]
    [InlineData("last", true)]
    [InlineData("median", false)]
    [InlineData("mean", false)]
    public void Results_that_are_one_of_the_values_keep_the_type(string process, bool keeps)
    {
        var result = Assert.IsType<LaneValue>(Lane(process, isBoolean: false));
        Assert.Equal(keeps, result.KeepsType);
        Assert.False(result.IsBoolean);
    }

    [Fact]
    public void The_first_of_booleans_is_a_boolean() => Assert.True(Assert.IsType<LaneValue>(Lane("first", isBoolean: true)).IsBoolean);

    [Fact]
    public void The_first_element_is_the_lane_itself_when_no_data_counts()
    {
        var program = new ProgramBuilder();
        var lane = program.Input(false);
        Assert.Same(lane, LaneRunner.Call("first", ("data", new ArrayValue([lane, program.Input(false)])), ("ignore_nodata", Value.False)));
    }

    static Value Lane(string process, bool isBoolean)
    {
        var program = new ProgramBuilder();
        return LaneRunner.Call(process, ("data", new ArrayValue([program.Input(isBoolean), program.Input(isBoolean), Value.Null])));
    }

    static Value Reduce(string process, IEnumerable<Value> items, bool? ignore) => ignore is { } given
        ? LaneRunner.Call(process, ("data", new ArrayValue([.. items])), ("ignore_nodata", Value.Of(given)))
        : LaneRunner.Call(process, ("data", new ArrayValue([.. items])));

    static void AssertSame(string process, double[][] columns, double[] actual, double tolerance, bool? ignore)
    {
        var expected = Enumerable.Range(0, actual.Length).Select(i =>
            Reduce(process, columns.Select(column => Value.Of(double.IsNaN(column[i]) ? null : column[i])), ignore) is NumberValue number ? number.Value
            : double.NaN);
        RandomColumns.AssertEqual([.. expected], actual, tolerance, $"{process} of {columns.Length}");
    }
}
