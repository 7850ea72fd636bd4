using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>first: the first element.</summary>
sealed class First() : Pick(new(
    "first", "First element", "Gives the first element of an array that is not no-data. An array of nothing but no-data gives no-data.",
    ["arrays", "reducer"],
    [new("data", "An array of any elements.", Schema.Array), AnyNoData],
    new("The first element.", Schema.Any))
{
    Examples = ["""{"arguments":{"data":[null,2,3]},"returns":2}"""],
}, fromEnd: false);
