using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>sum: all numbers added up.</summary>
sealed class Sum() : Reducer(new(
    "sum", "Sum of an array",
    "Adds up all numbers of an array, with the rules of IEEE 754 for infinity and NaN. An array without any valid number gives no-data.",
    ["math", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The sum.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[3,null,0.5]},"returns":3.5}"""],
})
{
    protected override Statistic? Streamed => Statistic.Sum;

    protected override Instruction Kernel(bool ignoreNoData) => new FoldKernel<SumFold>(ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => data.IsEmpty ? null : TensorPrimitives.Sum(data);
}
