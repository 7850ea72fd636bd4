using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>min: the smallest number.</summary>
sealed class Min() : Reducer(new(
    "min", "Minimum", "Gives the smallest number of an array. NaN among the numbers makes the result NaN; an array without any valid number gives no-data.",
    ["math", "math > statistics", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The smallest number.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[3,null,5]},"returns":3}"""],
})
{
    protected override bool KeepsType => true;

    protected override Statistic? Streamed => Statistic.Minimum;

    protected override Instruction Kernel(bool ignoreNoData) => new FoldKernel<MinFold>(ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => data.IsEmpty ? null : TensorPrimitives.Min(data);
}
