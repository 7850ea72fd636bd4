using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>median: the middle of the sorted numbers.</summary>
sealed class Median() : Reducer(new(
    "median", "Median",
    "Gives the number in the middle of the sorted array, or the mean of the two in the middle when their count is even. NaN among the numbers makes the "
    + "result NaN; an array without any valid number gives no-data.",
    ["math > statistics", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The median.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[9,1,3,null,4]},"returns":3.5}"""],
})
{
    protected override bool KeepsUnits => true;

    protected override Instruction Kernel(bool ignoreNoData) => new MedianKernel(ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data)
    {
        if (data.IsEmpty) return null;
        var sorted = data.ToArray();
        Array.Sort(sorted);
        // NaN sorts before everything else.
        var (low, high) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return double.IsNaN(sorted[0]) ? double.NaN : low / 2 + high / 2;
    }
}
