using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>cummin: running minima.</summary>
sealed class Cummin() : Cumulative<MinFold>(new(
    "cummin", "Cumulative minima", "Replaces each number of an array by the smallest of itself and all numbers before it. No-data values stay no-data.",
    ["math > cumulative"],
    [new("data", "An array of numbers.", Schema.Numbers), IgnoreNoData],
    new("The running minima, as many as there are numbers.", Schema.Numbers))
{
    Examples = ["""{"arguments":{"data":[4,6,null,1,3]},"returns":[4,4,null,1,1]}"""],
}, Math.Min, keepsType: true);
