using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>cumproduct: running products.</summary>
sealed class Cumproduct() : Cumulative<ProductFold>(new(
    "cumproduct", "Cumulative products", "Replaces each number of an array by the product of itself and all numbers before it. No-data values stay no-data.",
    ["math > cumulative"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The running products, as many as there are numbers.", Schema.Numbers))
{
    Examples = ["""{"arguments":{"data":[2,3,null,4]},"returns":[2,6,null,24]}"""],
}, static (x, y) => x * y);
