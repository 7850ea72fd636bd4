using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>cumsum: running sums.</summary>
sealed class Cumsum() : Cumulative<SumFold>(new(
    "cumsum", "Cumulative sums", "Replaces each number of an array by the sum of itself and all numbers before it. No-data values stay no-data.",
    ["math > cumulative"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The running sums, as many as there are numbers.", Schema.Numbers))
{
    Examples =
    [
        """{"arguments":{"data":[2,3,null,4]},"returns":[2,5,null,9]}""",
        """{"arguments":{"data":[2,null,4],"ignore_nodata":false},"returns":[2,null,null]}""",
    ],
}, static (x, y) => x + y);
