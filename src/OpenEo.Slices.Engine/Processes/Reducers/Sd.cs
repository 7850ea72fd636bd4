using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>sd: the sample standard deviation.</summary>
sealed class Sd() : Reducer(new(
    "sd", "Standard deviation",
    "Computes the sample standard deviation of an array of numbers, the square root of `variance`. An array without any valid number gives no-data.",
    ["math > statistics", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The sample standard deviation.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[1,null,3,5]},"returns":2}"""],
})
{
    protected override Statistic? Streamed => Statistic.StandardDeviation;

    protected override Instruction Kernel(bool ignoreNoData) => new SpreadKernel(root: true, ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => Variance.Of(data) is { } variance ? Math.Sqrt(variance) : null;
}
