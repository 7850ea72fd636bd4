using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>variance: the sample variance.</summary>
sealed class Variance() : Reducer(new(
    "variance", "Variance",
    "Computes the sample variance of an array of numbers: the sum of the squared deviations from the mean, divided by the count less one. An array without any "
    + "valid number gives no-data.",
    ["math > statistics", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The sample variance.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[1,null,3,5]},"returns":4}"""],
})
{
    protected override Statistic? Streamed => Statistic.Variance;

    protected override Instruction Kernel(bool ignoreNoData) => new SpreadKernel(root: false, ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => Of(data);

    /// <summary>The sample variance of numbers: null of none, NaN of a single one.</summary>
    internal static double? Of(ReadOnlySpan<double> data)
    {
        if (data.IsEmpty) return null;
        var (sum, squares) = (0d, 0d);
        foreach (var number in data) sum += number;
        foreach (var number in data) squares += (number - sum / data.Length) * (number - sum / data.Length);
        return squares / (data.Length - 1);
    }
}
