using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>product: all numbers multiplied.</summary>
sealed class Product() : Reducer(new(
    "product", "Product of an array",
    "Multiplies all numbers of an array, with the rules of IEEE 754 for infinity and NaN. An array without any valid number gives no-data.",
    ["math", "reducer"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The product.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"data":[3,null,0.5]},"returns":1.5}"""],
})
{
    protected override Instruction Kernel(bool ignoreNoData) => new FoldKernel<ProductFold>(ignoreNoData);

    protected override double? Reduce(ReadOnlySpan<double> data) => data.IsEmpty ? null : TensorPrimitives.Product(data);
}
