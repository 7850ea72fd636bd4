using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>mean: arithmetic mean of an array.</summary>
sealed class Mean() : Reducer(new(
    "mean", "Arithmetic mean",
    "Computes the arithmetic mean (average) of an array of numbers: their sum divided by their count. An array without any valid number gives no-data.",
    ["math > statistics", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The arithmetic mean.", Schema.NumberOrNull))
{
    Examples =
    [
        """{"arguments":{"data":[3,null,6]},"returns":4.5}""",
        """{"arguments":{"data":[3,null,6],"ignore_nodata":false},"returns":null}""",
    ],
})
{
    protected override bool KeepsUnits => true;

    protected override Statistic? Streamed => Statistic.Mean;

    protected override Instruction Kernel(bool ignoreNoData) => new MeanKernel(ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => data.IsEmpty ? null : TensorPrimitives.Sum(data) / data.Length;
}
