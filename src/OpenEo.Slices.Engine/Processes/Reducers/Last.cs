using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>last: the last element.</summary>
sealed class Last() : Pick(new(
    "last", "Last element", "Gives the last element of an array that is not no-data. An array of nothing but no-data gives no-data.",
    ["arrays", "reducer"],
    [new("data", "An array of any elements.", Schema.Array), AnyNoData],
    new("The last element.", Schema.Any))
{
    Examples = ["""{"arguments":{"data":[2,3,null]},"returns":3}"""],
}, fromEnd: true);
