using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>cummax: running maxima.</summary>
sealed class Cummax() : Cumulative<MaxFold>(new(
    "cummax", "Cumulative maxima", "Replaces each number of an array by the largest of itself and all numbers before it. No-data values stay no-data.",
    ["math > cumulative"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The running maxima, as many as there are numbers.", Schema.Numbers))
{
    Examples = ["""{"arguments":{"data":[2,1,null,5,3]},"returns":[2,2,null,5,5]}"""],
}, Math.Max, keepsType: true);
